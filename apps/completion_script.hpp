// Scripts that complete a program's command line, for three shells.
#pragma once

#include <string>

#include "apps/command_outline.hpp"

namespace bearing {

/// Each completes commands, options, values that can be enumerated, and names of files where files are meant;
/// the program, and those of its commands that are programs of their own.
std::string bash_completion(const CommandOutline& program);  ///< Needs nothing but bash 4.
std::string zsh_completion(const CommandOutline& program);   ///< For a file _NAME in zsh's fpath.
std::string fish_completion(const CommandOutline& program);

}  // namespace bearing
