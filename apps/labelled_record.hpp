// A record and what a model says of it.
#pragma once

#include <string>
#include <vector>

#include "bearing/labels.hpp"
#include "corpus/record.hpp"

namespace bearing {

struct LabelledRecord {
  Record record;  ///< Its document's targets are those that the model was asked for: the annotated free ones.
  std::vector<std::string> asked;  ///< The targets that the record itself lists.
  Labels labels;

  /// As the corpus declares it, else as detected.
  const std::string& language() const {
    return record.document.lang.empty() ? labels.lang : record.document.lang;
  }
};

}  // namespace bearing
