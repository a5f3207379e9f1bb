// Options that every command which reads documents shares.
#pragma once

#include <CLI/CLI.hpp>
#include <string>
#include <vector>

#include "bearing/result.hpp"
#include "corpus/file_list.hpp"
#include "corpus/record_reader.hpp"

namespace bearing {

/// What the options below fill in.
struct ReadFlags {
  std::vector<std::string> inputs;
  std::string inputs_from;  ///< A file that lists more inputs; "-" is standard input.
  bool null = false;        ///< They end with NUL instead of a line feed.
  std::string format = "auto";
  ReadOptions options;

  /// The inputs named, then those listed. Errors: kUsage where there are none; kIo.
  Result<std::vector<std::string>> all_inputs() const {
    std::vector<std::string> all = inputs;
    if (!inputs_from.empty()) {
      auto listed = read_path_list(inputs_from, null);
      if (!listed) return listed.error();
      all.insert(all.end(), listed->begin(), listed->end());
    }
    if (all.empty()) return Error{ErrorCode::kUsage, "input is required", inputs_from, 0, {}};
    return all;
  }

  /// The options with the format parsed. Errors: kUsage.
  Result<ReadOptions> parsed() const {
    ReadOptions result = options;
    auto parsed_format = parse_corpus_format(format);
    if (!parsed_format) return parsed_format.error();
    result.format = *parsed_format;
    if (auto valid = result.validate(); !valid) return valid.error();
    return result;
  }
};

/// Declares the positional inputs and the field options.
inline void add_read_flags(CLI::App& command, ReadFlags& flags, const std::string& what) {
  auto* input = command.add_option("input", flags.inputs, what)->required()->type_name("INPUT");
  command
      .add_option("--inputs-from", flags.inputs_from,
                  "File with more inputs, one a line; - is standard input")
      ->type_name("FILE")
      ->each([input](const std::string&) { input->required(false); });
  command.add_flag("--null", flags.null,
                   "The inputs in that file end with NUL (found out where there is one)");
  command
      .add_option("--input-format", flags.format, "Format of the inputs; auto finds it out, input by input")
      ->check(CLI::IsMember(corpus_format_names()))
      ->capture_default_str();
  command.add_option("--text-field", flags.options.text_field, "Name of the text field or column")
      ->capture_default_str();
  command.add_option("--title-field", flags.options.title_field, "Name of the title field or column")
      ->capture_default_str();
  command.add_option("--id-field", flags.options.id_field, "Name of the id field or column")
      ->capture_default_str();
  command
      .add_option("--label-field", flags.options.label_field, "Name of the field or column with the topics")
      ->capture_default_str();
  command
      .add_option("--label-separator", flags.options.label_separator, "What separates labels within a column")
      ->capture_default_str();
  command
      .add_option("--target-field", flags.options.target_field,
                  "Name of the field or column with the target of a (text, target, stance) record")
      ->capture_default_str();
  command.add_option("--stance-field", flags.options.stance_field, "Name of that with its stance")
      ->capture_default_str();
  command
      .add_option("--bodies", flags.options.bodies,
                  "File of the bodies of FNC-1; otherwise found beside the stances")
      ->type_name("FILE");
}

}  // namespace bearing
