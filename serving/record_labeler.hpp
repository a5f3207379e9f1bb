// From a record as it was read to its labels.
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "bearing/labeler.hpp"
#include "bearing/labels.hpp"
#include "bearing/result.hpp"
#include "corpus/record.hpp"

namespace bearing {

/// What is asked of a model, document for document.
struct LabelRequest {
  std::vector<std::string> free_targets;  ///< Claims or headlines that every document is held against.
  double min_confidence = 0;              ///< Topics and stances below it are not assigned.
  bool all_stances = false;               ///< See LabelDetail.
};

/// Labels records with one model. Immutable: safe for several threads, each with a Workspace of its own.
class RecordLabeler {
 public:
  /// Errors: kUsage for an empty target, free targets that the model can't judge, or a confidence that is no
  /// probability.
  static Result<RecordLabeler> make(std::shared_ptr<const Labeler> labeler, LabelRequest request);

  /// Makes the record's text ready (intake/prepare.hpp), has its document ask for the free targets, and
  /// labels it. Warnings tell of bytes that reading replaced and of texts that it cut. The record must have
  /// no error. The workspace keeps no more than texts of 128 KiB need, however long the record's is.
  Labels label(Record& record, Workspace& workspace) const;

  /// Labels a document whose text is ready, as another model had it, and that asks for no free targets.
  Labels label(const Document& document, Workspace& workspace) const;

  /// As label() with explanations (Labeler::explain) for labels; the least confidence doesn't touch them.
  std::vector<Explanation> explain(Record& record, Workspace& workspace) const;

  const Labeler& labeler() const { return *labeler_; }
  double min_confidence() const { return request_.min_confidence; }
  /// Those asked for, each once, without the targets of the scheme.
  const std::vector<std::string>& free_targets() const { return request_.free_targets; }

 private:
  void make_ready(Record& record) const;

  RecordLabeler(std::shared_ptr<const Labeler> labeler, LabelRequest request)
      : labeler_(std::move(labeler)), request_(std::move(request)) {}

  std::shared_ptr<const Labeler> labeler_;
  LabelRequest request_;
};

}  // namespace bearing
