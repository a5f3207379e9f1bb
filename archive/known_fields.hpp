// The fields of news records that say when and where an article appeared.
#pragma once

#include <string>
#include <utility>
#include <vector>

namespace bearing {

/// A carried field: its name, and its value as JSON.
using CarriedField = std::pair<std::string, std::string>;

/// The field that holds the date, and the date as iso_date gives it. Asked in this order: date, published,
/// published_at, publish_date, published_date, date_published, date_publish, publication_date, pub_date,
/// published_on, datetime, timestamp, created_at, and spellings of them ("publishedAt", "pub-date"). Null and
/// empty: none holds one.
std::pair<const CarriedField*, std::string> find_date(const std::vector<CarriedField>& fields);

/// The first of source, publisher, site and domain that holds a text that isn't empty, or null.
const CarriedField* find_source(const std::vector<CarriedField>& fields);

/// The last field of that name that holds a text that isn't empty, or null.
const CarriedField* find_text(const std::vector<CarriedField>& fields, std::string_view name);

}  // namespace bearing
