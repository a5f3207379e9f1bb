// Labelling alone: documents in memory, results nowhere. What the commands are measured against.
//
//   bearing-bare MODEL FILE.jsonl DOCUMENTS THREADS
#include <atomic>
#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <vector>

#include "base/parallel.hpp"
#include "bearing/labeler.hpp"
#include "corpus/record_reader.hpp"

int main(int argc, char** argv) {
  using namespace bearing;
  if (argc != 5) {
    std::fputs("usage: bearing-bare MODEL FILE.jsonl DOCUMENTS THREADS\n", stderr);
    return 2;
  }
  const auto fail = [](const Error& error) {
    std::fprintf(stderr, "%s\n", error.to_string().c_str());
    return 1;
  };
  auto labeler = Labeler::open(argv[1]);
  if (!labeler) return fail(labeler.error());
  auto reader = open_records({argv[2]}, {});
  if (!reader) return fail(reader.error());
  std::vector<Document> documents;
  const std::size_t most = std::strtoull(argv[3], nullptr, 10), threads = std::strtoull(argv[4], nullptr, 10);
  for (Record record; documents.size() < most;) {
    auto more = (*reader)->next(record);
    if (!more) return fail(more.error());
    if (!*more) break;
    if (!record.error) documents.push_back(record.document);
  }
  std::vector<Workspace> workspaces(threads);
  std::vector<std::size_t> topics(threads);  // So that nothing can be left out.
  const auto begin = std::chrono::steady_clock::now();
  std::atomic<std::size_t> next = 0;
  parallel_for(threads, threads, [&](std::size_t worker) {
    for (std::size_t i = next++; i < documents.size(); i = next++)
      topics[worker] += (*labeler)->label(documents[i], workspaces[worker]).topics.size();
  });
  const double seconds = std::chrono::duration<double>(std::chrono::steady_clock::now() - begin).count();
  std::printf("bare labelling: %zu documents on %zu threads, %.1f s, %.0f documents/s\n", documents.size(),
              threads, seconds, static_cast<double>(documents.size()) / seconds);
  return 0;
}
