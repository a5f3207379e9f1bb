#include "corpus/detect_format.hpp"

#include <algorithm>
#include <array>
#include <utility>

#include "corpus/detect_stance_data.hpp"
#include "corpus/label_coding.hpp"

namespace bearing {
namespace {

constexpr std::string_view kByteOrderMark = "\xEF\xBB\xBF";

char lower(char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c; }

std::string lowered(std::string_view text) {
  std::string out(text);
  std::transform(out.begin(), out.end(), out.begin(), lower);
  return out;
}

std::string_view after_space(std::string_view text) {
  return text.substr(std::min(text.find_first_not_of(" \t\r\n\f\v"), text.size()));
}

bool looks_like_html(std::string_view head) {
  if (!head.starts_with('<')) return false;
  const std::string start = lowered(head.substr(0, 16));
  const std::array tags = {"<!doctype", "<html",  "<head", "<body", "<!--",    "<?xml",
                           "<meta",     "<title", "<div",  "<p>",   "<article"};
  return std::any_of(tags.begin(), tags.end(), [&](const char* tag) { return start.starts_with(tag); });
}

/// JSON Lines, an array of objects, or kAuto. A brace alone isn't enough: prose may begin with one.
CorpusFormat json_kind(std::string_view head) {
  if (head.starts_with('{')) {
    const std::string_view inner = after_space(head.substr(1));
    return inner.starts_with('"') || inner.starts_with('}') ? CorpusFormat::kJsonLines : CorpusFormat::kAuto;
  }
  if (!head.starts_with('[')) return CorpusFormat::kAuto;
  const std::string_view inner = after_space(head.substr(1));
  return inner.starts_with('{') || inner.starts_with(']') ? CorpusFormat::kLabelStudio : CorpusFormat::kAuto;
}

/// Whether the first line, cut at `separator`, has a cell that is the text column's name.
bool names_text_column(std::string_view line, char separator, const std::string& text_field) {
  for (std::size_t begin = 0; begin <= line.size();) {
    const std::size_t end = std::min(line.find(separator, begin), line.size());
    std::string_view cell = line.substr(begin, end - begin);
    if (cell.size() >= 2 && cell.starts_with('"') && cell.ends_with('"'))
      cell = cell.substr(1, cell.size() - 2);
    if (cell == text_field) return line.find(separator) != std::string_view::npos;
    begin = end + 1;
  }
  return false;
}

}  // namespace

CorpusFormat format_of_name(const std::string& name) {
  std::string lowercase = lowered(name);
  for (const std::string_view suffix : {".gz", ".zst"}) {
    if (lowercase.ends_with(suffix)) lowercase.resize(lowercase.size() - suffix.size());
  }
  static constexpr std::array<std::pair<std::string_view, CorpusFormat>, 11> kSuffixes = {{
      {".jsonl", CorpusFormat::kJsonLines},
      {".ndjson", CorpusFormat::kJsonLines},
      {".json", CorpusFormat::kLabelStudio},
      {".csv", CorpusFormat::kCsv},
      {".tsv", CorpusFormat::kTsv},
      {".ft", CorpusFormat::kFastText},
      {".html", CorpusFormat::kHtml},
      {".htm", CorpusFormat::kHtml},
      {".xhtml", CorpusFormat::kHtml},
      {".txt", CorpusFormat::kText},
      {".text", CorpusFormat::kText},
  }};
  for (const auto& [suffix, format] : kSuffixes) {
    if (lowercase.ends_with(suffix)) return format;
  }
  return CorpusFormat::kAuto;
}

CorpusFormat detect_format(std::string_view head, const std::string& name, const ReadOptions& options) {
  if (head.starts_with(kByteOrderMark)) head.remove_prefix(kByteOrderMark.size());
  const std::string_view start = after_space(head);
  const CorpusFormat named = format_of_name(name);
  if (const CorpusFormat found = detect_stance_data(start, options); found != CorpusFormat::kAuto)
    return found;
  const bool table = named == CorpusFormat::kCsv || named == CorpusFormat::kTsv;
  if (table) return named;  // A cell may begin with anything.
  if (const CorpusFormat json = json_kind(start); json != CorpusFormat::kAuto) return json;
  if (start.starts_with(kFastTextPrefix)) return CorpusFormat::kFastText;
  if (looks_like_html(start)) return CorpusFormat::kHtml;
  if (named != CorpusFormat::kAuto) return named;
  std::string_view line = head.substr(0, head.find('\n'));
  if (line.ends_with('\r')) line.remove_suffix(1);
  if (names_text_column(line, '\t', options.text_field)) return CorpusFormat::kTsv;
  if (names_text_column(line, ',', options.text_field)) return CorpusFormat::kCsv;
  return CorpusFormat::kText;
}

std::string_view binary_kind(std::string_view head) {
  static constexpr std::array<std::pair<std::string_view, std::string_view>, 10> kMagics = {{
      {"%PDF-", "a PDF document"},
      {"PK\x03\x04", "a ZIP archive or office document"},
      {"BZh", "a bzip2 stream (only gzip and zstd are read)"},
      {"\xFD"
       "7zXZ",
       "an xz stream (only gzip and zstd are read)"},
      {"7z\xBC\xAF", "a 7-Zip archive"},
      {"\x89PNG", "a PNG image"},
      {"\xFF\xD8\xFF", "a JPEG image"},
      {"GIF8", "a GIF image"},
      {"PAR1", "a Parquet file"},
      {"SQLite format 3", "an SQLite database"},
  }};
  for (const auto& [magic, kind] : kMagics) {
    if (head.starts_with(magic)) return kind;
  }
  return {};
}

}  // namespace bearing
