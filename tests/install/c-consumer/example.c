#include <bearing.h>
#include <stdio.h>

int main(int argc, char** argv) {
  if (argc != 3) return 2;
  bearing_error* error = NULL;
  bearing_model* model = bearing_open(argv[1], &error);
  bearing_document document = BEARING_DOCUMENT_INIT;
  document.text = bearing_string_of(argv[2]);
  bearing_labels* labels = model ? bearing_label(model, &document, NULL, &error) : NULL;
  if (labels == NULL) {
    fprintf(stderr, "%s\n", bearing_error_message(error));
    bearing_error_free(error);
    bearing_close(model);
    return 1;
  }
  for (size_t i = 0; i < bearing_labels_topic_count(labels); ++i) {
    const bearing_topic* topic = bearing_labels_topic(labels, i);
    if (topic->assigned) printf("%s %.2f\n", topic->id.data, topic->confidence);
  }
  for (size_t i = 0; i < bearing_labels_stance_count(labels); ++i) {
    const bearing_stance* stance = bearing_labels_stance(labels, i);
    if (stance->assigned)
      printf("%s %s, says %s: %s\n", stance->target.data, stance->stance.data, stance->holder.data,
             stance->evidence.text.data);
  }
  bearing_labels_free(labels);
  bearing_close(model);
  return 0;
}
