// How a run keeps the options that say how its inputs are read.
#pragma once

#include "archive/run_manifest.hpp"
#include "bearing/result.hpp"
#include "corpus/record_reader.hpp"

namespace bearing {

/// Calls visit(name, member) for each option but the format; names are those of the command line, and of the
/// manifest.
template <class Options, class Visit>
void visit_read_options(Options& options, Visit visit) {
  visit("text-field", options.text_field);
  visit("title-field", options.title_field);
  visit("id-field", options.id_field);
  visit("label-field", options.label_field);
  visit("label-separator", options.label_separator);
  visit("target-field", options.target_field);
  visit("stance-field", options.stance_field);
  visit("bodies", options.bodies);
}

/// How the inputs of a run were read. Errors: kInvalidData.
Result<ReadOptions> read_options_of(const RunManifest& manifest);

}  // namespace bearing
