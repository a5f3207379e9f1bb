// Workspaces for threads that come and go.
#pragma once

#include <cstddef>
#include <mutex>
#include <utility>
#include <vector>

#include "bearing/labeler.hpp"

namespace bearing {

/// Lends workspaces: as many as there are calls under way, kept warm for the next. Thread-safe; must outlive
/// its loans.
class WorkspacePool {
 public:
  /// A workspace for one call, given back at the end of the scope.
  class Loan {
   public:
    Loan(WorkspacePool& pool, Workspace workspace) : pool_(pool), workspace_(std::move(workspace)) {}
    ~Loan() { pool_.give_back(std::move(workspace_)); }
    Loan(const Loan&) = delete;
    Loan& operator=(const Loan&) = delete;

    Workspace& operator*() { return workspace_; }

   private:
    WorkspacePool& pool_;
    Workspace workspace_;
  };

  /// Keeps at most `most_kept` workspaces that nobody uses.
  explicit WorkspacePool(std::size_t most_kept);

  Loan lend();

 private:
  void give_back(Workspace workspace) noexcept;

  std::mutex mutex_;
  std::size_t most_kept_;
  std::vector<Workspace> kept_;
};

}  // namespace bearing
