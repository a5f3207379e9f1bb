#include "apps/label_options.hpp"

#include <charconv>
#include <nlohmann/json.hpp>

#include "archive/kept_options.hpp"
#include "archive/sqlite_writer.hpp"
#include "base/usage_error.hpp"
#include "corpus/file_list.hpp"

namespace bearing {
namespace {

// Calls visit(name, member) for every option that changes results.
template <class Options, class Visit>
void visit_kept(Options& options, Visit visit) {
  auto& read = options.labeler.read;
  visit("input-format", read.format);
  visit_read_options(read.options, visit);
  visit("target", options.labeler.targets);
  visit("min-confidence", options.labeler.min_confidence);
  visit("all", options.all);
  visit("select", options.select);
  visit("pass-through", options.pass_through);
  visit("strict", options.strict);
  visit("format", options.format);
  visit("split-by", options.split_by);
  visit("drift-field", options.drift_field);
}

}  // namespace

bool is_csv_name(const std::string& path) {
  return path.ends_with(".csv") || path.ends_with(".csv.gz") || path.ends_with(".csv.zst");
}

bool LabelOptions::makes_database() const {
  return format == "sqlite" || (format == "auto" && is_sqlite_name(output));
}

bool names_run_folder(const std::string& output) {
  if (output == "-" || output.empty()) return false;
  if (output.ends_with('/') || is_folder(output)) return true;
  const std::size_t name = output.rfind('/') + 1;
  return output.find('.', name + 1) == std::string::npos && !output.starts_with("/dev/");
}

Result<Part> parse_part(const std::string& text) {
  Part part;
  if (text.empty()) return part;
  const char* const end = text.data() + text.size();
  const auto number = std::from_chars(text.data(), end, part.number);
  const bool slash = number.ec == std::errc() && number.ptr != end && *number.ptr == '/';
  const auto of = slash ? std::from_chars(number.ptr + 1, end, part.of) : number;
  if (!slash || of.ec != std::errc() || of.ptr != end || part.number < 1 || part.number > part.of)
    return usage_error("--shard: expected K/N with K from 1 to N, as 3/16, found \"" + text + "\"");
  --part.number;
  return part;
}

Status LabelOptions::validate() const {
  const bool folder = names_run_folder(output);
  if (!resume.empty()) return success();
  if (labeler.read.inputs.empty() && labeler.read.inputs_from.empty())
    return usage_error("input is required\n\"bearing label --help\" lists the options");
  if (folder && (format == "csv" || format == "text"))
    return usage_error("a run folder holds JSON Lines; \"bearing export\" turns it into other formats");
  if (!folder && !split_by.empty()) return usage_error("--split-by needs a run folder: -o FOLDER");
  if (pass_through && !select.empty())
    return usage_error("--pass-through repeats all fields: --select names none");
  if (!folder && (!part.empty() || compress != "none"))
    return usage_error(
        "--shard and --compress are for run folders (-o FOLDER); files are compressed by their names");
  if (folder && !rejects.empty())
    return usage_error("a run folder keeps its rejects itself, in rejects.jsonl");
  if (pass_through && (format == "csv" || format == "text" || is_csv_name(output)))
    return usage_error("--pass-through is for JSON and databases; name the fields with --select");
  if (auto parsed = parse_part(part); !parsed) return parsed.error();
  return success();
}

void declare_label_options(CLI::App& command, LabelOptions& options) {
  add_labeler_flags(
      command, options.labeler,
      "Files (.txt, .html, .jsonl, .csv, .warc, ...), compressed or in tar and zip archives, folders, globs, "
      "or - for standard input");
  command.get_option("input")->required(false);
  add_decision_flags(command, options.labeler);
  command
      .add_option("-o,--output", options.output,
                  "Where results go: a file, compressed by its name, or a folder (a name without extension) "
                  "that keeps "
                  "a run which can be stopped and gone on with; - is standard output")
      ->type_name("PATH")
      ->capture_default_str();
  command
      .add_option("-f,--format", options.format,
                  "json (a line for a document), csv, text for people, or sqlite; auto goes by the name of "
                  "the output")
      ->check(CLI::IsMember({"auto", "json", "csv", "text", "sqlite"}))
      ->capture_default_str();
  command.add_flag("-a,--all", options.all,
                   "Also topics below their thresholds, and the probabilities of every target");
  command
      .add_option("--select", options.select, "Fields of the input that results repeat, as title,url,date")
      ->delimiter(',')
      ->type_name("NAMES")
      ->allow_extra_args(false);
  command.add_flag("--pass-through", options.pass_through,
                   "Results repeat all fields of the input but the text and annotations");
  command
      .add_option("--split-by", options.split_by,
                  "A run folder: also a file for each topic, lang, stance or target, in the folder by-topic "
                  "and so on")
      ->check(CLI::IsMember({"topic", "lang", "stance", "target"}));
  command
      .add_option("--rejects", options.rejects,
                  "File for what could not be read: a line of JSON with source, line and error each")
      ->type_name("FILE");
  command
      .add_option(
          "--drift-field", options.drift_field,
          "Field that says where a document comes from, to tell how far each source is from what the model "
          "was "
          "trained on (\"bearing drift\"); without it: source, publisher, site, domain or the host of url")
      ->type_name("NAME");
  command.add_flag("--strict", options.strict, "End with the first record that can't be read");
  command
      .add_option("--resume", options.resume,
                  "Go on with the run in this folder, with the options that it began with")
      ->type_name("FOLDER");
  command.add_option("--compress", options.compress, "How a run folder packs its shards: none, gzip or zstd")
      ->check(CLI::IsMember({"none", "gzip", "zstd"}))
      ->capture_default_str();
  command.add_option("--shard-documents", options.shard_documents, "Results in a shard of a run folder")
      ->check(CLI::Range(std::uint64_t{1}, std::uint64_t{1'000'000'000}))
      ->capture_default_str();
  command
      .add_option("--shard", options.part,
                  "Label part K of N of the inputs; \"bearing merge\" joins the runs of all parts")
      ->type_name("K/N");
  command.add_option("-j,--threads", options.threads, "Threads; 0: one per core. Results don't depend on it")
      ->capture_default_str();
  command.add_flag("-q,--quiet", options.quiet, "No progress and no summary");
}

nlohmann::ordered_json kept_options(const LabelOptions& options) {
  nlohmann::ordered_json kept;
  visit_kept(options, [&](const char* name, const auto& member) { kept[name] = member; });
  return kept;
}

Status restore_options(const nlohmann::ordered_json& kept, const std::string& source, LabelOptions& options) {
  try {
    visit_kept(options, [&](const char* name, auto& member) { kept.at(name).get_to(member); });
  } catch (const nlohmann::json::exception& error) {
    return Error{ErrorCode::kInvalidData,
                 std::string("the options of the run can't be read: ") + error.what(),
                 source,
                 0,
                 {}};
  }
  return success();
}

}  // namespace bearing
