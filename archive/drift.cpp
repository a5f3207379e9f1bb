#include "archive/drift.hpp"

#include <algorithm>
#include <array>
#include <nlohmann/json.hpp>
#include <string_view>
#include <utility>
#include <vector>

#include "archive/known_fields.hpp"
#include "base/hash.hpp"
#include "base/utf8.hpp"
#include "corpus/json_text.hpp"
#include "model/training_profile.hpp"

namespace bearing {
namespace {

using Json = nlohmann::ordered_json;

constexpr std::size_t kLongestGroup = 100;
constexpr std::array<std::string_view, 2> kAddressFields = {"url", "link"};

constexpr std::array<std::pair<const char*, SummaryGroups DriftCounts::*>, 3> kGroups = {{
    {"languages", &DriftCounts::languages},
    {"sources", &DriftCounts::sources},
    {"months", &DriftCounts::months},
}};

// Of a string or a number; empty for anything else.
std::string text_of(const Document& document, std::string_view name) {
  for (const auto& [field, raw] : document.fields) {
    if (field != name) continue;
    const bool text = !raw.empty() && (raw.front() == '"' || (raw.front() >= '0' && raw.front() <= '9'));
    return text ? json_value_as_cell(raw) : std::string();
  }
  return {};
}

// "news.example.org" of "https://user@News.Example.org:8080/page".
std::string host_of(std::string_view address) {
  const std::size_t scheme = address.find("://");
  if (scheme == std::string_view::npos) return {};
  address.remove_prefix(scheme + 3);
  address = address.substr(0, address.find_first_of("/?#"));
  const std::size_t user = address.rfind('@');
  if (user != std::string_view::npos) address.remove_prefix(user + 1);
  address = address.substr(0, address.find(':'));
  if (address.starts_with("www.")) address.remove_prefix(4);
  std::string host(address);
  for (char& c : host) {
    if (c >= 'A' && c <= 'Z') c = static_cast<char>(c - 'A' + 'a');
  }
  return host;
}

std::string source_of(const Document& document, const std::string& source_field) {
  if (!source_field.empty()) return text_of(document, source_field);
  if (const CarriedField* field = find_source(document.fields)) return json_value_as_cell(field->second);
  for (const std::string_view name : kAddressFields) {
    if (auto host = host_of(text_of(document, name)); !host.empty()) return host;
  }
  return {};
}

// Names end up in JSON, which holds UTF-8 alone.
void tidy(std::string& name) {
  if (!is_valid_utf8(name)) {
    std::string repaired;
    append_repaired_utf8(name, repaired);
    name = std::move(repaired);
  }
  if (name.size() <= kLongestGroup) return;
  std::size_t end = kLongestGroup;
  while (end > 0 && (static_cast<unsigned char>(name[end]) & 0xC0U) == 0x80U) --end;
  name.resize(end);
}

Json groups_json(const SummaryGroups& groups) {
  Json json = {{"named", Json::object()}};
  for (const auto& [name, summary] : groups.named) json["named"][name] = to_json(summary);
  if (groups.other.documents > 0) json["other"] = to_json(groups.other);
  return json;
}

bool read_groups(const Json& json, SummaryGroups& groups) {
  groups = {};
  if (!json.is_object() || !json.contains("named") || !json["named"].is_object()) return false;
  for (const auto& [name, summary] : json["named"].items()) {
    TextSummary read;
    if (!from_json(summary, read)) return false;
    groups.add(name, read);
  }
  return !json.contains("other") || from_json(json["other"], groups.other);
}

}  // namespace

void SummaryGroups::add(std::string name, const TextSummary& summary) {
  named[std::move(name)] += summary;
  keep_lowest();
}

SummaryGroups& SummaryGroups::operator+=(const SummaryGroups& other_groups) {
  for (const auto& [name, summary] : other_groups.named) named[name] += summary;
  other += other_groups.other;
  keep_lowest();
  return *this;
}

void SummaryGroups::keep_lowest() {
  if (named.size() <= kMostGroups) return;
  using Place = std::pair<std::uint64_t, std::map<std::string, TextSummary>::iterator>;
  std::vector<Place> places;
  for (auto at = named.begin(); at != named.end(); ++at) places.emplace_back(hash64(at->first), at);
  const auto first_dropped = places.begin() + kMostGroups;
  std::nth_element(places.begin(), first_dropped, places.end(),
                   [](const Place& a, const Place& b) { return a.first < b.first; });
  for (auto place = first_dropped; place != places.end(); ++place) {
    other += place->second->second;
    named.erase(place->second);
  }
}

DocumentOrigin origin_of(const Document& document, const std::string& source_field) {
  DocumentOrigin origin;
  origin.source = source_of(document, source_field);
  constexpr std::size_t kMonth = 7;  // Of "2024-05-31".
  if (const std::string date = find_date(document.fields).second; date.size() >= kMonth)
    origin.month = date.substr(0, kMonth);
  return origin;
}

std::string in_language(std::string name, const std::string& language) {
  tidy(name);
  return name.append(" [").append(language).append("]");
}

std::string language_in(const std::string& name) {
  const std::size_t begin = name.rfind(" [");
  return begin == std::string::npos || !name.ends_with(']') ? std::string()
                                                            : name.substr(begin + 2, name.size() - begin - 3);
}

void DriftCounts::add(const Labels& labels, const DocumentOrigin& origin) {
  TextSummary one;
  one.add(labels.familiarity, labels.words);
  texts += one;
  const std::string language = primary_language(labels.lang);
  languages.add(language, one);
  if (!origin.source.empty()) sources.add(in_language(origin.source, language), one);
  if (!origin.month.empty()) months.add(in_language(origin.month, language), one);
}

DriftCounts& DriftCounts::operator+=(const DriftCounts& other) {
  texts += other.texts;
  for (const auto& [name, member] : kGroups) this->*member += other.*member;
  return *this;
}

Json to_json(const DriftCounts& counts) {
  Json json = {{"texts", to_json(counts.texts)}};
  for (const auto& [name, member] : kGroups) json[name] = groups_json(counts.*member);
  return json;
}

bool from_json(const Json& json, DriftCounts& counts) {
  if (!json.is_object() || !json.contains("texts") || !from_json(json["texts"], counts.texts)) return false;
  for (const auto& [name, member] : kGroups) {
    if (!json.contains(name) || !read_groups(json[name], counts.*member)) return false;
  }
  return true;
}

}  // namespace bearing
