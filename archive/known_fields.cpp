#include "archive/known_fields.hpp"

#include <algorithm>
#include <cstddef>
#include <iterator>

#include "archive/iso_date.hpp"
#include "corpus/json_text.hpp"

namespace bearing {
namespace {

/// In the order in which they are asked, without "_" and "-" and in lower case.
constexpr std::string_view kDateNames[] = {"date",          "published",     "publishedat", "publishdate",
                                           "publisheddate", "datepublished", "datepublish", "publicationdate",
                                           "pubdate",       "publishedon",   "datetime",    "timestamp",
                                           "createdat"};
constexpr std::string_view kSourceNames[] = {"source", "publisher", "site", "domain"};
constexpr std::size_t kLongestName = 32, kLongestDate = 64;

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

}  // namespace

std::pair<const CarriedField*, std::string> find_date(const std::vector<CarriedField>& fields) {
  std::pair<const CarriedField*, std::string> best;
  std::size_t best_rank = std::size(kDateNames);
  for (const CarriedField& field : fields) {
    if (field.second.size() > kLongestDate) continue;
    const std::size_t rank = date_rank(field.first);
    if (rank >= best_rank) continue;
    std::string date = iso_date(json_value_as_cell(field.second));
    if (date.empty()) continue;
    best = {&field, std::move(date)};
    best_rank = rank;
  }
  return best;
}

const CarriedField* find_source(const std::vector<CarriedField>& fields) {
  for (const std::string_view name : kSourceNames) {
    if (const CarriedField* found = find_text(fields, name)) return found;
  }
  return nullptr;
}

const CarriedField* find_text(const std::vector<CarriedField>& fields, std::string_view name) {
  const auto found = std::find_if(fields.rbegin(), fields.rend(), [&](const CarriedField& field) {
    return field.first == name && field.second.size() > 2 && field.second.starts_with('"');
  });
  return found == fields.rend() ? nullptr : &*found;
}

}  // namespace bearing
