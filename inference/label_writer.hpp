// Labels as lines of JSON, rows of CSV, or text for people.
#pragma once

#include <string>
#include <vector>

#include "bearing/document.hpp"
#include "bearing/labeler.hpp"
#include "bearing/labels.hpp"
#include "bearing/result.hpp"

namespace bearing {

enum class LabelFormat { kJsonLines, kCsv, kText };

struct LabelWriterOptions {
  LabelFormat format = LabelFormat::kJsonLines;
  bool all = false;                       ///< Also topics and targets below their thresholds.
  std::string model = {};                 ///< "name@hash".
  std::vector<std::string> topics = {};   ///< Topic ids in scheme order; columns of CSV with `all`.
  std::vector<std::string> targets = {};  ///< Target ids in scheme order; columns of CSV with `all`.
  /// How text for people calls `targets`: as many names, an empty one being no better than the id; or none.
  std::vector<std::string> target_names = {};
  /// The stances that the model tells apart. Without any, results don't speak of stances (unless the labels
  /// hold targets all the same).
  std::vector<std::string> stances = {};
  /// Free targets that every document is asked for; columns of CSV with `all`.
  std::vector<std::string> free_targets = {};
  /// Fields of the document that its result repeats ("title" and "text" are such too): "fields" of JSON,
  /// columns of CSV.
  std::vector<std::string> select = {};
  /// JSON alone: all fields that Bearing doesn't interpret are repeated, and the title.
  bool pass_through = false;
};

/// Options that name the model, its topics, targets and stances; all else is the default.
LabelWriterOptions writer_options_of(const Labeler& labeler);

/// Appends what stands before the first result (the header row of CSV), or nothing.
void append_header(const LabelWriterOptions& options, std::string& out);

/// Appends the result of one document, with line feed.
void append_labels(const LabelWriterOptions& options, const Document& document, const Labels& labels,
                   std::string& out);

/// Appends the result of one document as a JSON object without its id and without line feed.
void append_label_object(const LabelWriterOptions& options, const Document& document, const Labels& labels,
                         std::string& out);

/// Appends the result of a document that could not be read: its id and the error.
void append_error(const LabelWriterOptions& options, const std::string& id, const Error& error,
                  std::string& out);

/// Appends a probability with four decimals, without trailing zeros: 0.97, 0, 1.
void append_probability(double value, std::string& out);

}  // namespace bearing
