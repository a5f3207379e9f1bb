#include <bearing/labeler.hpp>
#include <cstdio>

int main(int argc, char** argv) {
  if (argc != 3) return 2;
  auto labeler = bearing::Labeler::open(argv[1]);
  if (!labeler) return std::fprintf(stderr, "%s\n", labeler.error().to_string().c_str()), 1;
  bearing::Workspace workspace;  // One per thread; the labeler is shared by all.
  bearing::Document document;
  document.text = argv[2];
  for (const auto& topic : (*labeler)->label(document, workspace).topics) {
    if (topic.assigned) std::printf("%s %.2f\n", topic.label.c_str(), topic.confidence);
  }
}
