#include "bench/bench_texts.hpp"

#include <cstdio>
#include <cstdlib>
#include <map>
#include <string>

#include "corpus/record_reader.hpp"

namespace bearing::bench {
namespace {

// Maps, and records within them, stay where they are: what is made from them may refer to them.
using ByLanguage = std::map<std::string, std::vector<Record>, std::less<>>;

const ByLanguage& corpus() {
  static const ByLanguage by_language = [] {
    auto read = read_corpus({kCorpus}, {});
    if (!read) {
      std::fprintf(stderr, "%s\n", read.error().to_string().c_str());
      std::exit(1);
    }
    ByLanguage split;
    for (Record& record : *read) split[record.document.lang].push_back(std::move(record));
    return split;
  }();
  return by_language;
}

}  // namespace

const std::vector<Record>& records(std::string_view lang) {
  const auto found = corpus().find(lang);
  if (found == corpus().end()) {
    std::fprintf(stderr, "%s holds no text in \"%s\"\n", kCorpus, std::string(lang).c_str());
    std::exit(1);
  }
  return found->second;
}

const std::vector<Analysed>& analysed(std::string_view lang) {
  static std::map<std::string, std::vector<Analysed>, std::less<>> by_language;
  const auto found = by_language.find(lang);
  if (found != by_language.end()) return found->second;
  TextAnalyzer analyzer;
  std::vector<Analysed> all(records(lang).size());
  for (std::size_t i = 0; i < all.size(); ++i) {
    const Document& document = records(lang)[i].document;
    analyzer.analyze(document.title, document.text, true, all[i].title, all[i].text);
  }
  return by_language.emplace(lang, std::move(all)).first->second;
}

}  // namespace bearing::bench
