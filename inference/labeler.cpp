#include "bearing/labeler.hpp"

#include <algorithm>
#include <atomic>
#include <optional>

#include "base/sigmoid.hpp"
#include "inference/document_scorer.hpp"
#include "model/topic_model.hpp"
#include "text/analyze.hpp"
#include "text/language.hpp"

namespace bearing {

struct Workspace::Impl {
  TextAnalyzer analyzer;
  AnalyzedText title, text;
  TermExtractor extractor;
  DocumentTerms terms;
  std::uint64_t model = 0;  // Number of the labeler that `scorer` belongs to.
  std::optional<DocumentScorer> scorer;
};

Workspace::Workspace() : impl_(std::make_unique<Impl>()) {}
Workspace::~Workspace() = default;
Workspace::Workspace(Workspace&&) noexcept = default;
Workspace& Workspace::operator=(Workspace&&) noexcept = default;

struct Labeler::Impl {
  std::shared_ptr<const TopicModel> model;
  std::string id;
  std::vector<std::string> topics;
  std::uint64_t number = 0;  // Tells labelers apart even when one takes the address of another that is gone.

  // What can be said of a document before any score: nothing at all, or only with care.
  struct Judgement {
    Labels labels;
    bool judged = true;
  };
  Judgement judge(const Document& document, Workspace::Impl& work) const;
  void fill_topics(const DocumentScorer& scorer, Judgement& judgement) const;
};

namespace {

std::uint64_t next_number() {
  static std::atomic<std::uint64_t> last = 0;
  return ++last;
}

}  // namespace

Labeler::Impl::Judgement Labeler::Impl::judge(const Document& document, Workspace::Impl& work) const {
  Judgement judgement;
  Labels& labels = judgement.labels;
  work.analyzer.analyze(document.title, document.text, true, work.title, work.text);
  work.extractor.extract(work.title, work.text, model->rules, work.terms);
  if (work.model != number) {
    work.scorer.emplace(*model);
    work.model = number;
  }
  work.scorer->score(work.terms);

  labels.lang = detect_language(work.text.text.empty() ? work.title.text : work.text.text).code;
  if (work.title.replaced + work.text.replaced > 0) labels.warnings.push_back("bad-bytes-replaced");
  if (work.title.truncated || work.text.truncated) labels.warnings.push_back("truncated");
  if (work.terms.words == 0) {
    labels.warnings.push_back("empty-text");
    judgement.judged = false;
  } else if (work.scorer->coverage() <= 0 || work.scorer->coverage() < model->least_coverage) {
    labels.warnings.push_back("unfamiliar-text");
    judgement.judged = false;
  }
  fill_topics(*work.scorer, judgement);
  return judgement;
}

void Labeler::Impl::fill_topics(const DocumentScorer& scorer, Judgement& judgement) const {
  const TopicDecision& decision = model->decision;
  judgement.labels.topics.reserve(topics.size());
  for (std::size_t t = 0; t < topics.size(); ++t) {
    // Where nothing can be said of the text, what is left is how often the topic occurs at all.
    const double confidence = judgement.judged ? sigmoid(scorer.scores()[t]) : decision.base_rate[t];
    judgement.labels.topics.push_back({topics[t], confidence, decision.threshold[t],
                                       judgement.judged && confidence >= decision.threshold[t]});
  }
}

Labeler::Labeler(std::unique_ptr<Impl> impl) : impl_(std::move(impl)) {}
Labeler::~Labeler() = default;

Result<std::shared_ptr<const Labeler>> Labeler::open(const std::string& path) {
  auto model = TopicModel::open(path);
  if (!model) return model.error();
  auto impl = std::make_unique<Impl>();
  impl->model = *model;
  impl->id = (*model)->id();
  impl->number = next_number();
  for (const SchemeEntry& topic : (*model)->scheme.topics) impl->topics.push_back(topic.id);
  return std::shared_ptr<const Labeler>(new Labeler(std::move(impl)));
}

Labels Labeler::label(const Document& document, Workspace& workspace) const {
  return std::move(impl_->judge(document, workspace.impl()).labels);
}

std::vector<Explanation> Labeler::explain(const Document& document, Workspace& workspace) const {
  Workspace::Impl& work = workspace.impl();
  const Impl::Judgement judgement = impl_->judge(document, work);
  std::vector<Explanation> explanations;
  std::vector<double> weights;
  for (std::size_t t = 0; t < impl_->topics.size(); ++t) {
    const TopicLabel& topic = judgement.labels.topics[t];
    Explanation explanation;
    explanation.label = topic.label;
    explanation.confidence = topic.confidence;
    explanation.assigned = topic.assigned;
    explanation.score = work.scorer->scores()[t];
    explanation.bias = work.scorer->explain(work.terms, t, weights);
    for (std::size_t o = 0; o < weights.size(); ++o) {
      const Occurrence& occurrence = work.terms.occurrences[o];
      if (occurrence.tokens != 1 || weights[o] == 0) continue;
      const AnalyzedText& field = occurrence.in_title ? work.title : work.text;
      const Token& token = field.tokens[occurrence.token];
      explanation.contributions.push_back(
          {field.origin.to_source({token.begin, token.end}), occurrence.in_title, weights[o]});
    }
    explanations.push_back(std::move(explanation));
  }
  return explanations;
}

const std::string& Labeler::model_id() const { return impl_->id; }
const std::vector<std::string>& Labeler::topics() const { return impl_->topics; }

}  // namespace bearing
