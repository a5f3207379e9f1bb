/* consumer MODEL TEXT: labels and explains a text with the installed library, and holds what it says
 * together. consumer --no-model: a missing model is an error. */
#include <bearing.h>
#include <stdio.h>
#include <string.h>

static int fail(const char* why) {
  fprintf(stderr, "%s\n", why);
  return 1;
}

static int refuse_missing_model(void) {
  bearing_error* error = NULL;
  bearing_model* model = bearing_open("/no/such/model.safetensors", &error);
  if (model != NULL) return fail("a missing model was opened");
  if (bearing_error_code(error) != BEARING_ERROR_IO) return fail("expected BEARING_ERROR_IO");
  if (strstr(bearing_error_message(error), "/no/such/model.safetensors") == NULL)
    return fail("the message does not name the file");
  bearing_error_free(error);
  return 0;
}

static int check_labels(const bearing_labels* labels) {
  size_t i;
  int assigned = 0;
  char* json = bearing_labels_json(labels, 0, NULL);
  if (json == NULL || json[0] != '{') return fail("no JSON");
  for (i = 0; i < bearing_labels_topic_count(labels); ++i) {
    const bearing_topic* topic = bearing_labels_topic(labels, i);
    if (topic->assigned && strstr(json, topic->id.data) == NULL)
      return fail("a topic is missing in the JSON");
    assigned += topic->assigned;
  }
  if (assigned == 0) return fail("no topic was assigned");
  printf("%s\n", json);
  bearing_free(json);
  return 0;
}

static int check_explanations(const bearing_explanations* why) {
  double sum;
  size_t i;
  const bearing_explanation* first = bearing_explanations_at(why, 0);
  if (first == NULL || first->word_count == 0) return fail("nothing is explained");
  sum = first->bias;
  for (i = 0; i < first->word_count; ++i) sum += bearing_explanations_word(why, 0, i)->weight;
  if (sum - first->score > 1e-6 || first->score - sum > 1e-6)
    return fail("the words don't add up to the score");
  return 0;
}

int main(int argc, char** argv) {
  bearing_document document = BEARING_DOCUMENT_INIT;
  bearing_error* error = NULL;
  bearing_model* model;
  bearing_labels* labels;
  bearing_explanations* why;
  int failed;
  if (argc == 2 && strcmp(argv[1], "--no-model") == 0) return refuse_missing_model();
  if (argc != 3) return fail("usage: consumer MODEL TEXT | consumer --no-model");
  model = bearing_open(argv[1], &error);
  if (model == NULL) return fail(bearing_error_message(error));
  document.text = bearing_string_of(argv[2]);
  labels = bearing_label(model, &document, NULL, &error);
  why = bearing_explain(model, &document, NULL, &error);
  bearing_close(model); /* What it made stays. */
  if (labels == NULL || why == NULL) return fail(bearing_error_message(error));
  failed = check_labels(labels) + check_explanations(why);
  bearing_labels_free(labels);
  bearing_explanations_free(why);
  return failed;
}
