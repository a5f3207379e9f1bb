#include "apps/train_flags.hpp"

#include <CLI/CLI.hpp>

namespace bearing {

void declare_train_options(CLI::App& app, TrainFlags& options) {
  add_read_flags(app, options.read, "Annotated corpus: files, folders, or -");
  app.add_option("-o,--output", options.output, "Model file to write")->required()->type_name("FILE");
  app.add_option("--scheme", options.scheme,
                 "Label scheme (TOML); without it, the labels are those of the corpus")
      ->type_name("FILE");
  app.add_option("--config", options.pairs.config,
                 "Settings of a pair model (TOML): a file, or the name of one that ships")
      ->type_name("FILE");
  app.add_option("--name", options.name, "Name of the model; without it, the scheme's");
  app.add_option("--evidence", options.evidence,
                 "JSON Lines {\"id\", \"topic_evidence\": {topic: [sentence, ...]}}, and likewise "
                 "\"stance_evidence\": sentences "
                 "that show a topic or a stance; may be given several times")
      ->type_name("FILE");
  app.add_option("--split", options.split,
                 "TSV file \"id<TAB>part\": only the documents of --parts are learnt from")
      ->type_name("FILE");
  app.add_option("--parts", options.parts, "Parts of the split")->delimiter(',')->capture_default_str();
  app.add_option("--device", options.train.device, "cpu or cuda")
      ->check(CLI::IsMember({"cpu", "cuda"}))
      ->capture_default_str();
  app.add_option("-j,--threads", options.train.threads,
                 "Threads; 0: one per core. The model does not depend on it")
      ->capture_default_str();
  app.add_option("--seed", options.train.seed, "Decides the cross-validation folds")->capture_default_str();
  app.add_option("--folds", options.train.folds, "Cross-validation folds for calibration and thresholds")
      ->capture_default_str();
  app.add_option("--passes", options.train.passes,
                 "Passes over the documents, where labels of documents are all there is")
      ->capture_default_str();
  app.add_option("--epochs", options.train.max_epochs,
                 "Most epochs of a fit, where there are evidence or stances; fits stop early")
      ->capture_default_str();
  app.add_option("--strength", options.train.document_strength,
                 "Data against penalty in the document view; without it, what suits the kind of model");
  app.add_option("--sentence-strength", options.train.sentence_strength, "The same in the sentence view")
      ->capture_default_str();
  app.add_option("--min-documents", options.train.features.least_documents,
                 "Features of fewer documents are left out")
      ->capture_default_str();
  app.add_option("--precision-floor", options.train.precision_floor,
                 "Thresholds for at least this precision per topic, instead of best F1")
      ->capture_default_str();
  app.add_option(
         "--most-in-memory", options.most_in_memory,
         "MB of text; corpora with more are learnt from as they are read, from labels of documents alone")
      ->check(CLI::Range(0, 1 << 20))
      ->capture_default_str();
  app.add_flag("--resume", options.resume, "Go on with an interrupted training");
  app.add_flag("-q,--quiet", options.quiet, "No progress, no summary");
}

}  // namespace bearing
