// What the columns of a document hold, from the fields that a result carries.
#pragma once

#include <string>
#include <string_view>

#include "archive/result_line.hpp"

namespace bearing {

/// Sorts the carried fields of results into columns; keeps its memory from one to the next.
struct CarriedColumns {
  std::string date;      ///< As find_date finds it; empty: no field holds one.
  std::string source;    ///< As find_source finds it.
  std::string title;     ///< The text field "title".
  std::string warnings;  ///< A JSON array of strings; empty where there are none.
  /// A JSON object of all fields that no column holds as they are; empty where there are none. A date that is
  /// kept in another form than it came in stands here, too.
  std::string fields;

  void take(const ResultLine& result);
};

}  // namespace bearing
