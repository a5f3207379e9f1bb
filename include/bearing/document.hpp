// What goes in: one article and the annotations that a person may have given it.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <utility>
#include <vector>

namespace bearing {

/// Half-open range of bytes [begin, end).
struct ByteRange {
  std::size_t begin = 0;
  std::size_t end = 0;
  std::size_t size() const { return end - begin; }
  friend bool operator==(const ByteRange&, const ByteRange&) = default;
};

/// One article. `title` and `text` should be UTF-8; bad bytes are replaced and counted when the text is
/// analysed.
struct Document {
  std::string id;
  std::string lang;  ///< BCP 47 language as declared by the source; empty when unknown.
  std::string title;
  std::string text;
  /// Free targets that a stance is asked for: a claim or a headline in words, none of them empty.
  std::vector<std::string> targets;
  /// Fields that Bearing does not interpret: name and raw JSON value, in input order.
  std::vector<std::pair<std::string, std::string>> fields;
};

/// A person's judgement of who stands where on a target.
struct StanceAnnotation {
  std::string target;    ///< Id of a target in the scheme, or a free target in words. Never empty.
  std::string stance;    ///< "favor", "against" or "neutral"; pair data may use other labels. Never empty.
  std::string holder;    ///< Exact words of the document, "author" or "none".
  std::string evidence;  ///< Exact part of `text`.
  friend bool operator==(const StanceAnnotation&, const StanceAnnotation&) = default;
};

/// What a person said of a document. A missing list differs from an empty one: empty means "none apply".
struct Annotation {
  bool has_topics = false;
  std::vector<std::string> topics;
  bool has_stances = false;
  std::vector<StanceAnnotation> stances;
};

}  // namespace bearing
