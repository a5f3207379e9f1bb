#include "archive/carried_columns.hpp"

#include <algorithm>
#include <iterator>
#include <utility>

#include "archive/known_fields.hpp"
#include "corpus/json_text.hpp"
#include "corpus/record_writer.hpp"

namespace bearing {
void CarriedColumns::take(const ResultLine& result) {
  for (std::string* column : {&date, &source, &title, &warnings, &fields}) column->clear();
  if (!result.warnings.empty()) {
    for (const std::string& warning : result.warnings) {
      warnings += warnings.empty() ? '[' : ',';
      append_json_string(warning, warnings);
    }
    warnings += ']';
  }
  if (result.fields.empty()) return;
  auto [dated, found_date] = find_date(result.fields);
  date = std::move(found_date);
  const CarriedField* held[3] = {find_text(result.fields, "title"), find_source(result.fields), dated};
  if (held[0] != nullptr) title = json_value_as_cell(held[0]->second);
  if (held[1] != nullptr) source = json_value_as_cell(held[1]->second);
  if (held[2] != nullptr && json_value_as_cell(held[2]->second) != date) held[2] = nullptr;
  for (const CarriedField& field : result.fields) {
    if (std::find(std::begin(held), std::end(held), &field) != std::end(held)) continue;
    fields += fields.empty() ? '{' : ',';
    append_json_string(field.first, fields);
    fields += ':';
    fields += field.second;
  }
  if (!fields.empty()) fields += '}';
}

}  // namespace bearing
