// consumer MODEL: labels a sentence with the installed library. consumer --no-model: a missing model is an
// Error.
#include <bearing/labeler.hpp>
#include <cstdio>
#include <string>

namespace {

int fail(const std::string& why) {
  std::fprintf(stderr, "%s\n", why.c_str());
  return 1;
}

int refuse_missing_model() {
  auto labeler = bearing::Labeler::open("/no/such/model.safetensors");
  if (labeler.ok()) return fail("opened a model that isn't there");
  if (labeler.error().code != bearing::ErrorCode::kIo) return fail(labeler.error().to_string());
  return 0;
}

int label_with(const std::string& model) {
  auto labeler = bearing::Labeler::open(model);
  if (!labeler) return fail(labeler.error().to_string());
  bearing::Document document;
  document.id = "one";
  document.title = "Coast guards agree on a hotline";
  document.text = "The two coast guards agreed on Tuesday to open a hotline for incidents at sea.";
  bearing::Workspace workspace;
  const bearing::Labels labels = (*labeler)->label(document, workspace);
  if (labels.topics.empty() || labels.topics.size() != (*labeler)->topics().size())
    return fail("topics are missing");
  for (const auto& topic : labels.topics) {
    if (!(topic.confidence >= 0 && topic.confidence <= 1)) return fail(topic.label + ": no probability");
    std::printf("%s %.3f\n", topic.label.c_str(), topic.confidence);
  }
  return 0;
}

}  // namespace

int main(int argc, char** argv) {
  if (argc != 2) return fail("usage: consumer MODEL | --no-model");
  const std::string argument = argv[1];
  return argument == "--no-model" ? refuse_missing_model() : label_with(argument);
}
