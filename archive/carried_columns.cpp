#include "archive/carried_columns.hpp"

#include <algorithm>
#include <cstddef>
#include <iterator>

#include "archive/iso_date.hpp"
#include "corpus/json_text.hpp"
#include "corpus/record_writer.hpp"

namespace bearing {
namespace {

using Field = std::pair<std::string, std::string>;

/// In the order in which they are asked, without "_" and "-" and in lower case.
constexpr std::string_view kDateNames[] = {"date",          "published",     "publishedat", "publishdate",
                                           "publisheddate", "datepublished", "datepublish", "publicationdate",
                                           "pubdate",       "publishedon"};
constexpr std::string_view kSourceNames[] = {"source", "publisher", "site"};
constexpr std::size_t kLongestName = 32;

/// The place of a field's name in kDateNames, or their number.
std::size_t date_rank(std::string_view name) {
  if (name.size() > kLongestName) return std::size(kDateNames);
  std::string plain;
  for (const char c : name) {
    if (c == '_' || c == '-') continue;
    plain += c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
  }
  return static_cast<std::size_t>(std::find(std::begin(kDateNames), std::end(kDateNames), plain) -
                                  std::begin(kDateNames));
}

/// The last text field of that name that isn't empty.
const Field* find_text(const ResultLine& result, std::string_view name) {
  const auto found = std::find_if(result.fields.rbegin(), result.fields.rend(), [&](const Field& field) {
    return field.first == name && field.second.size() > 2 && field.second.starts_with('"');
  });
  return found == result.fields.rend() ? nullptr : &*found;
}

/// The field that holds the date, which goes into `date`.
const Field* find_date(const ResultLine& result, std::string& date) {
  const Field* best = nullptr;
  std::size_t best_rank = std::size(kDateNames);
  for (const Field& field : result.fields) {
    const std::size_t rank = date_rank(field.first);
    if (rank >= best_rank || field.second.size() > 2 * kLongestName) continue;
    std::string found = iso_date(json_value_as_cell(field.second));
    if (found.empty()) continue;
    date = std::move(found);
    best = &field;
    best_rank = rank;
  }
  return best;
}

}  // namespace

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
  const Field* held[3] = {find_text(result, "title"), nullptr, find_date(result, date)};
  for (const std::string_view name : kSourceNames) {
    if (held[1] == nullptr) held[1] = find_text(result, name);
  }
  if (held[0] != nullptr) title = json_value_as_cell(held[0]->second);
  if (held[1] != nullptr) source = json_value_as_cell(held[1]->second);
  if (held[2] != nullptr && json_value_as_cell(held[2]->second) != date) held[2] = nullptr;
  for (const Field& field : result.fields) {
    if (std::find(std::begin(held), std::end(held), &field) != std::end(held)) continue;
    fields += fields.empty() ? '{' : ',';
    append_json_string(field.first, fields);
    fields += ':';
    fields += field.second;
  }
  if (!fields.empty()) fields += '}';
}

}  // namespace bearing
