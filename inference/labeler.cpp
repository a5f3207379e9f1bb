#include "bearing/labeler.hpp"

#include <algorithm>
#include <atomic>
#include <optional>

#include "inference/document_scorer.hpp"
#include "inference/flat_scorer.hpp"
#include "inference/free_target_scorer.hpp"
#include "inference/stance_scorer.hpp"
#include "metric/holder_match.hpp"
#include "model/topic_model.hpp"
#include "text/analyze.hpp"
#include "text/language.hpp"

namespace bearing {

struct Workspace::Impl {
  TextAnalyzer analyzer;
  AnalyzedText title, text;
  SegmentedText plain_title, plain_text;  // What there is of a document instead where `plain` labels it.
  TermExtractor extractor;
  DocumentTerms terms;
  std::uint64_t model = 0;  // Number of the labeler that the scorers belong to.
  std::optional<FlatScorer> plain;
  std::optional<DocumentScorer> scorer;
  std::optional<StanceScorer> stances;
  std::optional<FreeTargetScorer> free_targets;
  std::vector<double> given;          // [stances]
  std::vector<std::uint32_t> likely;  // Numbers of stances.
};

Workspace::Workspace() : impl_(std::make_unique<Impl>()) {}
Workspace::~Workspace() = default;
Workspace::Workspace(Workspace&&) noexcept = default;
Workspace& Workspace::operator=(Workspace&&) noexcept = default;

struct Labeler::Impl {
  std::shared_ptr<const TopicModel> model;  // Null for a model of pairs alone.
  std::shared_ptr<const ModelTables> tables;
  std::shared_ptr<const PairModel> pairs;  // Null where free targets can't be judged.
  std::string id, profile;
  std::vector<std::string> topics, targets, target_names, stances;
  std::uint64_t number = 0;  // Tells labelers apart even when one takes the address of another that is gone.
  bool plain = false;        // Whether FlatScorer does for labels alone.

  // What can be said of a document before any score: nothing at all, or only with care.
  struct Judgement {
    Labels labels;
    bool judged = true;
  };
  Judgement judge(const Document& document, const LabelDetail& detail, Workspace::Impl& work) const;
  Judgement judge_plainly(const Document& document, Workspace::Impl& work) const;
  void prepare(Workspace::Impl& work) const;
  void judge_words(std::size_t words, double coverage, Judgement& judgement) const;
  void score(const Document& document, const LabelDetail& detail, Workspace::Impl& work,
             Judgement& judgement) const;
  void fill_topics(const std::vector<double>& scored, Judgement& judgement) const;
  void fill_targets(const Document& document, const LabelDetail& detail, Workspace::Impl& work,
                    Judgement& judgement) const;
  void fill_stances(const Document& document, std::size_t target, Workspace::Impl& work,
                    TargetLabel& label) const;
  void fill_entry(const Document& document, std::size_t stance, Workspace::Impl& work,
                  StanceLabel& label) const;
  void fill_free_targets(const Document& document, Workspace::Impl& work, Judgement& judgement) const;
  Explanation explain_output(std::size_t output, Workspace::Impl& work) const;
  Explanation explain_stance(std::size_t target, std::size_t stance, Workspace::Impl& work) const;
};

namespace {

std::uint64_t next_number() {
  static std::atomic<std::uint64_t> last = 0;
  return ++last;
}

// The bytes of a field as it came in that became `range` of the normalised one.
Quotation quote(const Document& document, const AnalyzedText& field, ByteRange range, bool in_title) {
  const ByteRange source = field.origin.to_source(range);
  return {(in_title ? document.title : document.text).substr(source.begin, source.size()), source, in_title};
}

// What the text is, whatever it says. For AnalyzedText as for SegmentedText.
template <class Field>
void describe(const Field& title, const Field& text, Labels& labels) {
  labels.lang = detect_language(text.text.empty() ? title.text : text.text).code;
  if (title.replaced + text.replaced > 0) labels.warnings.push_back("bad-bytes-replaced");
  if (title.truncated || text.truncated) labels.warnings.push_back("truncated");
}

void add_contributions(const Workspace::Impl& work, const std::vector<double>& weights,
                       Explanation& explanation) {
  for (std::size_t o = 0; o < weights.size(); ++o) {
    const Occurrence& occurrence = work.terms.occurrences[o];
    if (occurrence.tokens != 1 || weights[o] == 0) continue;
    const AnalyzedText& field = occurrence.in_title ? work.title : work.text;
    const Token& token = field.tokens[occurrence.token];
    explanation.contributions.push_back(
        {field.origin.to_source({token.begin, token.end}), occurrence.in_title, weights[o]});
  }
}

}  // namespace

void Labeler::Impl::prepare(Workspace::Impl& work) const {
  if (work.model == number) return;
  work.plain.reset();
  work.scorer.reset();
  work.stances.reset();
  work.free_targets.reset();
  if (plain) work.plain.emplace(*model, tables);
  if (model) work.scorer.emplace(*model, tables);
  if (model && !model->stance.empty()) work.stances.emplace(*model);
  if (pairs) work.free_targets.emplace(*pairs, model != nullptr);
  work.model = number;
}

Labeler::Impl::Judgement Labeler::Impl::judge(const Document& document, const LabelDetail& detail,
                                              Workspace::Impl& work) const {
  Judgement judgement;
  Labels& labels = judgement.labels;
  work.analyzer.analyze(document.title, document.text, true, work.title, work.text);
  prepare(work);
  describe(work.title, work.text, labels);
  if (model) score(document, detail, work, judgement);
  if (!document.targets.empty()) fill_free_targets(document, work, judgement);
  return judgement;
}

// The same for topics alone, in less time.
Labeler::Impl::Judgement Labeler::Impl::judge_plainly(const Document& document, Workspace::Impl& work) const {
  Judgement judgement;
  const bool drop_furniture = !model->rules.furniture;
  work.analyzer.segment(document.title, document.text, drop_furniture, work.plain_title, work.plain_text);
  prepare(work);
  describe(work.plain_title, work.plain_text, judgement.labels);
  work.plain->score(work.plain_title, work.plain_text);
  judge_words(work.plain->words(), work.plain->coverage(), judgement);
  fill_topics(work.plain->confidences(), judgement);
  return judgement;
}

void Labeler::Impl::score(const Document& document, const LabelDetail& detail, Workspace::Impl& work,
                          Judgement& judgement) const {
  work.extractor.extract_known(work.title, work.text, model->rules, work.scorer->known_terms(), work.terms);
  work.scorer->score(work.terms);
  judge_words(work.terms.words, work.scorer->coverage(), judgement);
  fill_topics(work.scorer->confidences(), judgement);
  if (work.stances) fill_targets(document, detail, work, judgement);
}

void Labeler::Impl::judge_words(std::size_t words, double coverage, Judgement& judgement) const {
  judgement.labels.familiarity = coverage;
  judgement.labels.words = words;
  if (words == 0) {
    judgement.labels.warnings.push_back("empty-text");
    judgement.judged = false;
  } else if (coverage <= 0 || coverage < model->least_coverage) {
    judgement.labels.warnings.push_back("unfamiliar-text");
    judgement.judged = false;
  }
}

void Labeler::Impl::fill_topics(const std::vector<double>& scored, Judgement& judgement) const {
  // Where nothing can be said of the text, what is left is how often the topic occurs at all.
  const std::vector<double>& confidences = judgement.judged ? scored : model->decision.base_rate;
  const auto highest = static_cast<std::size_t>(std::max_element(confidences.begin(), confidences.end()) -
                                                confidences.begin());
  judgement.labels.topics.reserve(topics.size());
  for (std::size_t t = 0; t < topics.size(); ++t) {
    const double threshold = model->exclusive() ? confidences[highest] : model->decision.threshold[t];
    const bool wins = model->exclusive() ? t == highest : confidences[t] >= threshold;
    judgement.labels.topics.push_back({topics[t], confidences[t], threshold, judgement.judged && wins});
  }
}

void Labeler::Impl::fill_targets(const Document& document, const LabelDetail& detail, Workspace::Impl& work,
                                 Judgement& judgement) const {
  const TopicDecision& decision = model->decision;
  work.stances->start(work.title, work.text, work.terms, *work.scorer, judgement.labels.lang);
  judgement.labels.targets.reserve(targets.size());
  for (std::size_t t = 0; t < targets.size(); ++t) {
    const std::size_t output = model->layout.target_output(t);
    TargetLabel& label = judgement.labels.targets.emplace_back();
    label.target = targets[t];
    label.threshold = decision.threshold[output];
    label.confidence = judgement.judged ? work.scorer->confidences()[output] : decision.base_rate[output];
    label.touched = judgement.judged && label.confidence >= label.threshold;
    if (!label.touched && !detail.all_stances) continue;
    label.stances.reserve(stances.size());
    for (const std::string& stance : stances) label.stances.emplace_back().stance = stance;
    if (judgement.judged) fill_stances(document, t, work, label);
  }
}

void Labeler::Impl::fill_stances(const Document& document, std::size_t target, Workspace::Impl& work,
                                 TargetLabel& label) const {
  work.stances->look(target);
  work.given.clear();
  for (std::size_t c = 0; c < stances.size(); ++c) {
    work.given.push_back(work.stances->given(c));
    label.stances[c].confidence = label.confidence * work.given[c];
  }
  find_likely_stances(work.given, model->stance.entry_threshold, work.likely);
  for (const std::uint32_t c : work.likely) {
    StanceLabel& stance = label.stances[c];
    stance.likely = true;
    if (!label.touched) continue;
    fill_entry(document, c, work, stance);
    // Nobody takes two stances on one target: the likelier one it is.
    stance.assigned = std::none_of(label.stances.begin(), label.stances.end(), [&](const StanceLabel& other) {
      return other.assigned && match_holder(other.holder, stance.holder) != HolderMatch::kNone;
    });
  }
}

// The sentence that shows a stance, and who holds it.
void Labeler::Impl::fill_entry(const Document& document, std::size_t c, Workspace::Impl& work,
                               StanceLabel& stance) const {
  stance.holder = "none";
  const auto sentence = work.stances->evidence(c);
  if (!sentence) return;
  const Sentence& place = work.text.sentences[work.terms.sentences[*sentence].index];
  stance.evidence = quote(document, work.text, {place.begin, place.end}, false);
  const HolderCandidate& holder = work.stances->holder(*sentence);
  if (holder.kind == HolderKind::kAuthor) stance.holder = "author";
  if (holder.kind == HolderKind::kAuthor || holder.kind == HolderKind::kNone) return;
  stance.holder_words =
      quote(document, holder.in_title ? work.title : work.text, holder.range, holder.in_title);
  stance.holder = stance.holder_words.text;
}

void Labeler::Impl::fill_free_targets(const Document& document, Workspace::Impl& work,
                                      Judgement& judgement) const {
  if (!pairs) {
    judgement.labels.warnings.push_back("free-targets-not-judged");
    return;
  }
  work.free_targets->start(work.title, work.text);
  for (const std::string& target : document.targets) {
    TargetLabel label = work.free_targets->judge(target);
    for (StanceLabel& stance : label.stances) {
      stance.holder = "none";
      if (!judgement.judged) stance.assigned = false;
      if (stance.evidence.range.size() == 0) continue;
      stance.evidence = quote(document, work.text, stance.evidence.range, false);
    }
    label.touched = label.touched && judgement.judged;
    judgement.labels.targets.push_back(std::move(label));
  }
}

Labeler::Labeler(std::unique_ptr<Impl> impl) : impl_(std::move(impl)) {}
Labeler::~Labeler() = default;

Result<std::shared_ptr<const Labeler>> Labeler::open(const std::string& path) {
  auto file = TensorFile::open(path);
  if (!file) return file.error();
  auto impl = std::make_unique<Impl>();
  impl->number = next_number();
  if ((*file)->metadata().contains(kTopicMetadata)) {
    auto model = TopicModel::from_file(*file, path);
    if (!model) return model.error();
    impl->model = *model;
    impl->tables = std::make_shared<ModelTables>(**model);
    impl->plain = FlatScorer::serves(**model, *impl->tables);
    impl->pairs = (*model)->pairs;
    impl->id = (*model)->id();
    const auto profile = (*file)->metadata().find(kProfileMetadata);
    if (profile != (*file)->metadata().end()) impl->profile = profile->second;
    impl->stances = (*model)->stance.stances;
    for (const SchemeEntry& topic : (*model)->scheme.topics) impl->topics.push_back(topic.id);
    if (!(*model)->stance.empty()) {
      for (const SchemeEntry& target : (*model)->scheme.targets) {
        impl->targets.push_back(target.id);
        const auto name = target.names.find("en");
        impl->target_names.push_back(name == target.names.end() ? std::string() : name->second);
      }
    }
  } else {
    auto pairs = PairModel::from_file(*file, path);
    if (!pairs) return pairs.error();
    if (!*pairs) return TopicModel::from_file(*file, path).error();  // Says what is missing.
    impl->pairs = *pairs;
    impl->id = (*pairs)->id();
    for (const std::string& name : (*pairs)->classes) {
      if (name != kUnrelatedClass) impl->stances.push_back(name);
    }
  }
  return std::shared_ptr<const Labeler>(new Labeler(std::move(impl)));
}

Labels Labeler::label(const Document& document, Workspace& workspace, const LabelDetail& detail) const {
  if (impl_->plain && document.targets.empty())
    return std::move(impl_->judge_plainly(document, workspace.impl()).labels);
  return std::move(impl_->judge(document, detail, workspace.impl()).labels);
}

Explanation Labeler::Impl::explain_output(std::size_t output, Workspace::Impl& work) const {
  Explanation explanation;
  std::vector<double> weights;
  explanation.score = work.scorer->scores()[output];
  explanation.bias = work.scorer->explain(work.terms, output, weights);
  add_contributions(work, weights, explanation);
  return explanation;
}

Explanation Labeler::Impl::explain_stance(std::size_t target, std::size_t stance,
                                          Workspace::Impl& work) const {
  Explanation explanation;
  work.stances->look(target);
  const auto sentence = work.stances->evidence(stance);
  if (!sentence) return explanation;
  std::vector<double> weights;
  explanation.bias = work.stances->explain(*sentence, target, stance, explanation.score, weights);
  add_contributions(work, weights, explanation);
  return explanation;
}

std::vector<Explanation> Labeler::explain(const Document& document, Workspace& workspace) const {
  Workspace::Impl& work = workspace.impl();
  const Impl::Judgement judgement = impl_->judge(document, {}, work);
  std::vector<Explanation> explanations;
  const auto add = [&](Explanation explanation, const std::string& label, double confidence, bool assigned) {
    explanation.label = label;
    explanation.confidence = confidence;
    explanation.assigned = assigned;
    explanations.push_back(std::move(explanation));
  };
  for (std::size_t t = 0; t < impl_->topics.size(); ++t) {
    const TopicLabel& topic = judgement.labels.topics[t];
    add(impl_->explain_output(t, work), topic.label, topic.confidence, topic.assigned);
  }
  for (std::size_t t = 0; t < impl_->targets.size(); ++t) {
    const TargetLabel& target = judgement.labels.targets[t];
    if (!target.touched) continue;
    add(impl_->explain_output(impl_->model->layout.target_output(t), work), target.target, target.confidence,
        true);
    for (std::size_t c = 0; c < target.stances.size(); ++c) {
      const StanceLabel& stance = target.stances[c];
      if (!stance.assigned) continue;
      Explanation explanation = impl_->explain_stance(t, c, work);
      explanation.stance = stance.stance;
      add(std::move(explanation), target.target, stance.confidence, true);
    }
  }
  return explanations;
}

const std::string& Labeler::model_id() const { return impl_->id; }
const std::vector<std::string>& Labeler::topics() const { return impl_->topics; }
const std::vector<std::string>& Labeler::targets() const { return impl_->targets; }

const std::vector<std::string>& Labeler::target_names() const { return impl_->target_names; }
const std::vector<std::string>& Labeler::stances() const { return impl_->stances; }
bool Labeler::exclusive() const { return impl_->model && impl_->model->exclusive(); }
const std::string& Labeler::training_profile() const { return impl_->profile; }
bool Labeler::judges_free_targets() const { return impl_->pairs != nullptr; }

}  // namespace bearing
