#include "training/torch_scorer.hpp"

#include <torch/torch.h>

#include <set>

#include "feature/extractor.hpp"
#include "feature/lexicon.hpp"
#include "model/topic_model.hpp"
#include "text/analyze.hpp"

namespace bearing {
namespace {

using torch::Tensor;

Tensor halves(std::span<const std::uint16_t> values, std::int64_t columns) {
  const auto count = static_cast<std::int64_t>(values.size());
  return torch::from_blob(const_cast<std::uint16_t*>(values.data()), {count / columns, columns},
                          torch::kBFloat16)
      .to(torch::kFloat64);
}

Tensor floats(std::span<const float> values, std::int64_t columns) {
  const auto count = static_cast<std::int64_t>(values.size());
  return torch::from_blob(const_cast<float*>(values.data()), {count / columns, columns}, torch::kFloat32)
      .to(torch::kFloat64);
}

Tensor doubles(const std::vector<double>& values) { return torch::tensor(values, torch::kFloat64); }

// The weights of a model as tensors.
struct Weights {
  explicit Weights(const TopicModel& m)
      : topics(static_cast<std::int64_t>(m.layout.topics)),
        outputs(static_cast<std::int64_t>(m.layout.outputs())),
        groups(static_cast<std::int64_t>(m.layout.groups())) {
    terms = halves(m.terms_document, topics);
    chars = halves(m.chars_document, topics);
    terms_idf = halves(m.terms_idf, 1).flatten();
    chars_idf = halves(m.chars_idf, 1).flatten();
    lexicon = floats(m.lexicon_document, topics);
    bias = floats(m.document_bias, topics).flatten();
    if (!m.has_sentences()) return;
    sentence_terms = halves(m.terms_sentence, outputs);
    sentence_lexicon = floats(m.lexicon_sentence, outputs);
    sentence_bias = floats(m.sentence_bias, outputs).flatten();
  }
  std::int64_t topics, outputs, groups;
  Tensor terms, chars, terms_idf, chars_idf, lexicon, bias, sentence_terms, sentence_lexicon, sentence_bias;
};

// Rows and factors of some features, as tensors.
struct Selection {
  std::vector<std::int64_t> rows;
  std::vector<double> factors;
  void add(const VocabularyView& vocabulary, const std::vector<Feature>& features, double times) {
    for (const Feature& f : features) {
      const std::uint32_t row = vocabulary.find(f.hash);
      if (row == VocabularyView::kUnknown) continue;
      rows.push_back(row);
      factors.push_back(times * static_cast<double>(f.weight));
    }
  }
  Tensor sum(const Tensor& weights) const {
    return torch::matmul(doubles(factors), weights.index_select(0, torch::tensor(rows, torch::kInt64)));
  }
  Tensor squared(const Tensor& idf) const {
    return (doubles(factors) * idf.index_select(0, torch::tensor(rows, torch::kInt64))).square().sum();
  }
};

Tensor group_counts(const TopicModel& model, const std::set<std::uint32_t>& rows) {
  std::vector<double> counts(model.layout.groups(), 0.0);
  for (const std::uint32_t row : rows) {
    for (std::uint32_t i = model.lexicon.first[row]; i < model.lexicon.first[row + 1]; ++i)
      counts[model.lexicon.groups[i]] += 1;
  }
  return doubles(counts);
}

Tensor score_document(const TopicModel& model, const Weights& weights, const DocumentTerms& terms,
                      const std::vector<LexiconHit>& hits) {
  Selection words, chars;
  std::vector<Feature> features;
  for (const Term& term : terms.terms) {
    features.clear();
    append_features(term, model.rules, features);
    words.add(model.terms, features, sublinear(term.count));
    features.clear();
    append_char_features(term, model.rules, features);
    chars.add(model.chars, features, sublinear(term.count));
  }
  std::set<std::uint32_t> rows;
  for (const LexiconHit& hit : hits) rows.insert(hit.row);
  Tensor values = group_counts(model, rows).clone();
  for (std::int64_t g = 0; g < weights.groups; ++g) {
    values[g] = document_lexicon_value(values[g].item<double>(), terms.words);
  }
  const Tensor norm = (words.squared(weights.terms_idf) + chars.squared(weights.chars_idf) + 1e-9).sqrt();
  return (words.sum(weights.terms) + chars.sum(weights.chars)) / norm +
         torch::matmul(values, weights.lexicon) + weights.bias;
}

Tensor score_sentences(const TopicModel& model, const Weights& weights, const DocumentTerms& terms,
                       const std::vector<LexiconHit>& hits) {
  Tensor pool = torch::zeros({weights.outputs}, torch::kFloat64);
  std::vector<Feature> features;
  for (std::uint32_t s = 0; s < terms.sentences.size(); ++s) {
    std::set<std::uint32_t> distinct, rows;
    for (std::uint32_t o = terms.sentences[s].begin; o < terms.sentences[s].end; ++o)
      distinct.insert(terms.occurrences[o].term);
    for (const LexiconHit& hit : hits) {
      if (hit.sentence == s) rows.insert(hit.row);
    }
    Selection words;
    for (const std::uint32_t term : distinct) {
      features.clear();
      append_features(terms.terms[term], model.rules, features);
      words.add(model.terms, features, 1.0);
    }
    const Tensor norm = (words.squared(weights.terms_idf) + model.sentence_floor + 1e-9).sqrt();
    const Tensor score = words.sum(weights.sentence_terms) / norm +
                         torch::matmul(torch::log1p(group_counts(model, rows)), weights.sentence_lexicon) +
                         weights.sentence_bias;
    pool += torch::softplus(score);
  }
  return (pool + 1e-6).log() -
         model.rules.pool_length *
             std::log(std::max<double>(1.0, static_cast<double>(terms.sentences.size())));
}

// The formula of score_map.hpp, from scores to log-odds.
Tensor map_scores(const ScoreMap& map, const Tensor& scores) {
  Tensor line = map.offset + map.slopes[0] * scores;
  for (std::size_t j = 0; j < map.knots.size(); ++j)
    line += (map.slopes[j + 1] - map.slopes[j]) * torch::relu(scores - map.knots[j]);
  return doubles(map.scale) * line + doubles(map.bias);
}

Tensor score(const TopicModel& model, const Weights& weights, const DocumentTerms& terms,
             const std::vector<LexiconHit>& hits) {
  const Tensor document = score_document(model, weights, terms, hits);
  if (model.flat()) return map_scores(*model.map, document);
  // The document view has no say on targets.
  const Tensor whole = torch::constant_pad_nd(document, {0, static_cast<std::int64_t>(model.layout.targets)});
  Tensor sum = doubles(model.decision.document) * whole + doubles(model.decision.bias);
  if (model.has_sentences())
    sum += doubles(model.decision.sentence) * score_sentences(model, weights, terms, hits);
  return sum;
}

}  // namespace

Result<std::vector<std::vector<double>>> torch_scores(const std::string& model_path,
                                                      const std::vector<Document>& documents) {
  auto opened = TopicModel::open(model_path);
  if (!opened) return opened.error();
  const TopicModel& model = **opened;
  try {
    torch::NoGradGuard no_grad;
    const Weights weights(model);
    TextAnalyzer analyzer;
    TermExtractor extractor;
    AnalyzedText title, text;
    DocumentTerms terms;
    std::vector<LexiconHit> hits;
    std::vector<std::vector<double>> out;
    for (const Document& document : documents) {
      analyzer.analyze(document.title, document.text, true, title, text);
      extractor.extract(title, text, model.rules, terms);
      find_terms(model.lexicon, terms, hits);
      const Tensor scores = score(model, weights, terms, hits);
      out.emplace_back(scores.data_ptr<double>(), scores.data_ptr<double>() + scores.numel());
    }
    return out;
  } catch (const std::exception& error) {
    return Error{ErrorCode::kInternal, std::string("LibTorch: ") + error.what(), {}, 0, {}};
  }
}

}  // namespace bearing
