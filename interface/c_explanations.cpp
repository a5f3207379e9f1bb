// Explanations: like labels, the structs are made once and point into what they describe.
#include "inference/explanation_json.hpp"
#include "interface/c_types.hpp"

using bearing::c_interface::string_of;

struct bearing_explanations {
  bearing_explanations(std::shared_ptr<const bearing::Labeler> explainer, bearing::Document judged,
                       std::vector<bearing::Explanation> made);
  bearing_explanations(const bearing_explanations&) = delete;
  bearing_explanations& operator=(const bearing_explanations&) = delete;

  std::shared_ptr<const bearing::Labeler> labeler;
  bearing::Document document;
  std::vector<bearing::Explanation> list;
  std::vector<bearing_explanation> entries;      ///< As `list`.
  std::vector<std::vector<bearing_word>> words;  ///< As `list`.
};

bearing_explanations::bearing_explanations(std::shared_ptr<const bearing::Labeler> explainer,
                                           bearing::Document judged, std::vector<bearing::Explanation> made)
    : labeler(std::move(explainer)), document(std::move(judged)), list(std::move(made)) {
  for (const bearing::Explanation& e : list) {
    entries.push_back({string_of(e.label), string_of(e.stance), e.score, e.bias, e.confidence,
                       e.assigned ? 1 : 0, e.contributions.size()});
    std::vector<bearing_word>& of_this = words.emplace_back();
    for (const bearing::Contribution& c : e.contributions) {
      const std::string& field = c.in_title ? document.title : document.text;
      of_this.push_back({bearing::c_interface::words_of(field, c.range, c.in_title), c.weight});
    }
  }
}

extern "C" {

bearing_explanations* bearing_explain(const bearing_model* model, const bearing_document* document,
                                      const bearing_options* options, bearing_error** error) {
  return bearing::c_interface::guarded(
      error, [&]() -> bearing::Result<std::unique_ptr<bearing_explanations>> {
        auto request = bearing::c_interface::make_request(model, document, options);
        if (!request) return request.error();
        auto workspace = model->workspaces.lend();
        auto list = request->labeler.explain(request->record, *workspace);
        bearing::unassign_below(request->labeler.min_confidence(), *model->labeler, list);
        return std::make_unique<bearing_explanations>(model->labeler, std::move(request->record.document),
                                                      std::move(list));
      });
}

void bearing_explanations_free(bearing_explanations* explanations) { delete explanations; }

size_t bearing_explanations_count(const bearing_explanations* explanations) {
  return explanations->entries.size();
}

const bearing_explanation* bearing_explanations_at(const bearing_explanations* explanations, size_t index) {
  return index < explanations->entries.size() ? &explanations->entries[index] : nullptr;
}

const bearing_word* bearing_explanations_word(const bearing_explanations* explanations, size_t index,
                                              size_t word) {
  if (index >= explanations->words.size() || word >= explanations->words[index].size()) return nullptr;
  return &explanations->words[index][word];
}

bearing_string bearing_explanations_title(const bearing_explanations* explanations) {
  return string_of(explanations->document.title);
}

bearing_string bearing_explanations_text(const bearing_explanations* explanations) {
  return string_of(explanations->document.text);
}

char* bearing_explanations_json(const bearing_explanations* explanations, bearing_error** error) {
  return bearing::c_interface::guarded(error, [&]() -> bearing::Result<std::unique_ptr<char[]>> {
    if (explanations == nullptr) return bearing::c_interface::usage("the explanations are NULL");
    const bearing::Document& document = explanations->document;
    const bearing::ShownExplanations shown =
        bearing::shown_explanations(*explanations->labeler, explanations->list, {}, 0);
    std::string json;
    if (document.id.empty())
      bearing::append_explanation_object(document, shown, json);
    else
      bearing::append_explanations(document, shown, json);
    return bearing::c_interface::new_text(json);
  });
}

}  // extern "C"
