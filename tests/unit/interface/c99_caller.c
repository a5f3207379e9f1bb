#include "c99_caller.h"

#include <bearing.h>

static int count(const bearing_labels* labels) {
  int found = 0;
  while (bearing_labels_topic(labels, (size_t)found) != NULL) ++found;
  for (size_t i = 0; bearing_labels_target(labels, i) != NULL; ++i) ++found;
  for (size_t i = 0; bearing_labels_stance(labels, i) != NULL; ++i) ++found;
  for (size_t i = 0; bearing_labels_warning(labels, i) != NULL; ++i) ++found;
  return found;
}

int count_labels_in_c(const char* model_path, const char* text) {
  bearing_model* model = bearing_open(model_path, NULL);
  bearing_document document = BEARING_DOCUMENT_INIT;
  bearing_options options = BEARING_OPTIONS_INIT;
  bearing_labels* labels;
  int found;
  if (model == NULL) return -1;
  document.text = bearing_string_of(text);
  options.all_stances = 1;
  labels = bearing_label(model, &document, &options, NULL);
  bearing_close(model);
  if (labels == NULL) return -1;
  found = count(labels);
  bearing_labels_free(labels);
  return found;
}
