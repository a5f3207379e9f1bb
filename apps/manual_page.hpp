// Manual pages (roff, macros of man(7)) of what a program's command line offers.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "apps/command_outline.hpp"

namespace bearing {

/// A section that no declaration holds, as EXIT STATUS.
struct ManualSection {
  struct Entry {
    std::string term, description;
  };
  std::string title;
  std::vector<Entry> entries;
};

/// What all pages of a program share.
struct Manual {
  CommandOutline program;
  std::string version;
  std::vector<ManualSection> sections;  ///< Of the program's own page.
};

/// UTF-8 text as roff: nothing in it is a request or an escape, hyphens can be copied as they are typed.
std::string roff_text(std::string_view text);

/// The page of the program: bearing(1).
std::string manual_page(const Manual& manual);

/// The page of one of its commands: bearing-label(1).
std::string manual_page(const Manual& manual, const CommandOutline& command);

}  // namespace bearing
