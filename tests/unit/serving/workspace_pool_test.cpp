#include "serving/workspace_pool.hpp"

#include <gtest/gtest.h>

namespace bearing {
namespace {

TEST(WorkspacePool, LendsWhatWasGivenBack) {
  WorkspacePool pool(1);
  const Workspace::Impl* second = nullptr;
  {
    auto first = pool.lend();
    auto other = pool.lend();
    second = &(*other).impl();
    EXPECT_NE(&(*first).impl(), second);
  }
  // Only one is kept, that which was given back first: the last of the scope.
  auto again = pool.lend();
  EXPECT_EQ(&(*again).impl(), second);
}

}  // namespace
}  // namespace bearing
