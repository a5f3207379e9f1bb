#include "serving/drift_window.hpp"

#include <utility>

namespace bearing {
namespace {

std::uint64_t add_texts(const DriftWindow::Texts& texts, DriftWindow::Texts& sum) {
  std::uint64_t documents = 0;
  for (const auto& [language, summary] : texts) {
    sum[language] += summary;
    documents += summary.documents;
  }
  return documents;
}

}  // namespace

void DriftWindow::add(const Texts& texts) {
  if (in_now_ >= kHalf) {
    before_ = std::exchange(now_, {});
    in_now_ = 0;
  }
  in_now_ += add_texts(texts, now_);
}

DriftWindow::Texts DriftWindow::texts() const {
  Texts all = before_;
  add_texts(now_, all);
  return all;
}

}  // namespace bearing
