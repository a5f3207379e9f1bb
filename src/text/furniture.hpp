// Page furniture: the parts of a scraped page that are not the article.
#pragma once

#include <cstdint>
#include <string_view>
#include <vector>

#include "bearing/document.hpp"

namespace bearing {

/// What a block (a line or paragraph) of a page is.
enum class BlockKind : std::uint8_t {
  kBody,      ///< The article itself.
  kTitle,     ///< The headline repeated in the text.
  kCaption,   ///< Photo captions, also repeated ones.
  kMasthead,  ///< Site names, menus, weather, date lines, breadcrumbs, share buttons, bylines.
  kTeaser,    ///< "Read more", "Xem thêm" and the other articles that follow.
  kComment,   ///< Comment boxes, newsletter and login prompts, copyright, tags.
  kSignOff,   ///< Agency signatures such as "VNA", "(Theo TTXVN)", "— VNS".
};

/// A run of text of one kind. Only kBody blocks take part in labelling: a headline counts once, as the title.
struct Block {
  std::uint32_t begin, end;  ///< Bytes of the normalised text.
  BlockKind kind;
};

/// Cuts normalised text into blocks that cover everything but white space, in order. Consecutive hard-wrapped
/// lines of one paragraph are one block. Conservative: a line is body unless it is clearly furniture, and if
/// nothing would be left, everything is body. `title` is the normalised title (may be empty).
/// Source-independent: rules for English and Vietnamese pages, shapes for others.
void find_blocks(std::string_view text, std::string_view title, std::vector<Block>& out);

/// The same blocks, all of them body: for who doesn't ask what they are. Takes less time, since lines are
/// judged only where that says how they are cut.
void cut_blocks(std::string_view text, std::string_view title, std::vector<Block>& out);

const char* to_string(BlockKind kind);

}  // namespace bearing
