// A document as a program hands it over, rather than as a reader finds it.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "bearing/result.hpp"
#include "corpus/record.hpp"

namespace bearing {

/// What a caller says of one document. Borrowed for the call alone.
struct GivenDocument {
  std::string_view id = {}, lang = {}, title = {},
                   text = {};             ///< UTF-8; bad bytes are replaced and counted by the labeler.
  std::vector<std::string> targets = {};  ///< Free targets.
  bool html = false;                      ///< The text is HTML even if it doesn't look like it.
  bool whole_file = false;                ///< The text is a file as it was found, in any encoding.
};

/// A record to label (RecordLabeler), cut as readers cut theirs. Errors: kUsage for an empty target.
Result<Record> make_record(const GivenDocument& given);

}  // namespace bearing
