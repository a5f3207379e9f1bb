// What a single line of a page looks like.
#pragma once

#include <cstddef>
#include <string_view>

#include "text/page_line.hpp"

namespace bearing {

/// Judges a line by its shape and words alone. `forms` is scratch.
LineCue find_cue(std::string_view text, const PageLine& line, LineForms& forms);

/// Where an agency signature or end mark begins that is glued to the end of a paragraph ("... issues. — VNS",
/// "(Theo TTXVN)", "./."), or the size of `paragraph` when there is none.
std::size_t find_glued_sign_off(std::string_view paragraph);

/// The words of a caption without its mark and credit: "[Photo: A boat. Photo: X]" -> "A boat."
std::string_view caption_content(std::string_view caption);

/// Whether every word is capitalised (particles aside): "Đỗ Quân", "HẢI YẾN (Theo AP)".
bool is_name_like(std::string_view line);

}  // namespace bearing
