/* Bearing for C (C99 and later) and for languages that call C: open a model, label documents, explain labels.
 *
 * Threads: a model may be used by any number of threads at once; memory to work in is pooled inside, one for
 * each call that is under way. Labels and explanations don't change once they are made: any number of threads
 * may read them. Whatever is freed must not be in use by another thread. There is no global state and no
 * start or end.
 *
 * Ownership: what bearing_open, bearing_label, bearing_explain, and the two functions that return JSON give
 * you is yours to free with the function named there; freeing NULL does nothing. Labels and explanations stay
 * valid when their model is freed. Structs and strings that accessors return belong to the object asked and
 * live as long as it. What you pass in is only read during the call.
 *
 * Strings: UTF-8. As input they need no terminating NUL and may hold any bytes; bad ones are replaced and
 * give the warning "bad-bytes-replaced". As output they are followed by a NUL that `size` doesn't count, but
 * for the words of explanations, which lie within the document's text.
 *
 * Errors: a function that can fail returns NULL then and, unless its argument `error` is NULL, sets *error to
 * a new error, yours to free with bearing_error_free; on success it sets *error to NULL. Nothing is thrown or
 * printed.
 *
 * Growth: a struct that you fill begins with its own size, which its INIT macro sets; later versions add
 * members at the end, and what you don't set keeps its default. Structs that the library returns grow at the
 * end as well: use them through the pointer and don't copy arrays of them. bearing_string and bearing_words
 * never change.
 */
#ifndef BEARING_H
#define BEARING_H

#include <stddef.h>

#if defined(__GNUC__)
#define BEARING_API __attribute__((visibility("default")))
#else
#define BEARING_API
#endif

#ifdef __cplusplus
extern "C" {
#endif

/* The version of the library, for example "0.1.0". Never freed. */
BEARING_API const char* bearing_version(void);

/* == strings and errors == */

typedef struct bearing_string {
  const char* data; /* NULL only where size is 0. */
  size_t size;      /* In bytes. */
} bearing_string;

/* A string that ends in NUL as a bearing_string; NULL is the empty string. */
BEARING_API bearing_string bearing_string_of(const char* text);

typedef enum bearing_code {
  BEARING_OK = 0,
  BEARING_ERROR_USAGE = 1,         /* The caller asked for something that makes no sense. */
  BEARING_ERROR_INVALID_DATA = 2,  /* A document is not what it should be. */
  BEARING_ERROR_INVALID_MODEL = 3, /* A model file is damaged, of another version, or no model. */
  BEARING_ERROR_IO = 4,            /* The operating system refused to read. */
  BEARING_ERROR_NO_MEMORY = 5,
  BEARING_ERROR_INTERNAL = 6 /* A fault of Bearing itself. */
} bearing_code;

typedef struct bearing_error bearing_error;

/* BEARING_OK and "" for NULL. The message says what was expected, what was found, where, and what to do. */
BEARING_API bearing_code bearing_error_code(const bearing_error* error);
BEARING_API const char* bearing_error_message(const bearing_error* error);
BEARING_API void bearing_error_free(bearing_error* error);

/* == models == */

/* An immutable trained model, mapped from its file. */
typedef struct bearing_model bearing_model;

/* Opens a model file (*.safetensors), which is checked whole. Free with bearing_close. */
BEARING_API bearing_model* bearing_open(const char* path, bearing_error** error);

/* No call may be under way with the model. */
BEARING_API void bearing_close(bearing_model* model);

/* "name@hash", as in every result. */
BEARING_API const char* bearing_model_id(const bearing_model* model);

/* Ids in scheme order; an id is NULL where the index is too large. Models without stances have no targets. */
BEARING_API size_t bearing_model_topic_count(const bearing_model* model);
BEARING_API const char* bearing_model_topic(const bearing_model* model, size_t index);
BEARING_API size_t bearing_model_target_count(const bearing_model* model);
BEARING_API const char* bearing_model_target(const bearing_model* model, size_t index);
BEARING_API size_t bearing_model_stance_count(const bearing_model* model);
BEARING_API const char* bearing_model_stance(const bearing_model* model, size_t index);

/* Whether each document has exactly one topic: the one with the highest confidence. */
BEARING_API int bearing_model_exclusive(const bearing_model* model);

/* Whether the model can judge targets in words (bearing_document.targets). */
BEARING_API int bearing_model_judges_free_targets(const bearing_model* model);

/* == documents == */

/* One article. Texts beyond 1 MiB are cut and give the warning "truncated". */
typedef struct bearing_document {
  size_t size;          /* sizeof(bearing_document), by BEARING_DOCUMENT_INIT. */
  bearing_string title; /* May be empty. */
  bearing_string text;  /* An HTML page becomes text, and its title the title where that is empty. */
  bearing_string id;    /* Repeated in JSON; may be empty. */
  bearing_string lang;  /* BCP 47 language as the source declares it; empty when unknown. */
  const bearing_string*
      targets; /* Claims or headlines to find a stance on, besides the targets of the scheme. */
  size_t target_count;
  int html;       /* The text is HTML even if it doesn't look like it. */
  int whole_file; /* The text is a file as it was found, in any encoding: find out which. */
} bearing_document;

#define BEARING_DOCUMENT_INIT {sizeof(bearing_document), {0, 0}, {0, 0}, {0, 0}, {0, 0}, 0, 0, 0, 0}

typedef struct bearing_options {
  size_t size;           /* sizeof(bearing_options), by BEARING_OPTIONS_INIT. */
  double min_confidence; /* Topics and stances below it are not assigned; from 0 to 1. */
  int all_stances;       /* Judge the stances on targets that aren't touched, too: takes more time. */
} bearing_options;

#define BEARING_OPTIONS_INIT {sizeof(bearing_options), 0.0, 0}

/* == labels == */

/* All that a model says of one document. */
typedef struct bearing_labels bearing_labels;

/* Labels one document; NULL options are the defaults. Text that can't be judged is no error: nothing is
 * assigned, and a warning says why. Free with bearing_labels_free. */
BEARING_API bearing_labels* bearing_label(const bearing_model* model, const bearing_document* document,
                                          const bearing_options* options, bearing_error** error);
BEARING_API void bearing_labels_free(bearing_labels* labels);

/* Words of the document: text, and their bytes [begin, end) in the title or text as the labels give it. */
typedef struct bearing_words {
  bearing_string text; /* Empty where there are none. */
  size_t begin, end;
  int in_title;
} bearing_words;

typedef struct bearing_topic {
  bearing_string id;
  double confidence; /* Calibrated probability that the topic applies. */
  double threshold;  /* Confidence from which it is assigned. */
  int assigned;
} bearing_topic;

typedef struct bearing_target {
  bearing_string id; /* Of the scheme, or the words of a free target. */
  double confidence; /* Calibrated probability that the document touches the target. */
  double threshold;  /* Confidence from which it counts as touched. */
  int touched;
  int free_target; /* Asked for by the document and no part of the scheme. */
} bearing_target;

typedef struct bearing_stance {
  bearing_string target;
  bearing_string stance; /* One of the model's, for example "favor", "against", "neutral". */
  double confidence;     /* Calibrated probability that the document holds this stance on the target. */
  int assigned;
  bearing_string
      holder; /* Who takes it: words of the document, "author", "none"; empty where not looked for. */
  bearing_words holder_words; /* Where the holder stands. */
  bearing_words evidence;     /* The sentence that shows the stance best. */
} bearing_stance;

/* Every topic and target of the scheme, in its order, assigned or not (free targets after those of the
 * scheme). Stances follow the order of the targets, the most confident of a target first; of targets that
 * aren't touched there are none unless the options ask for them. NULL where the index is too large. */
BEARING_API size_t bearing_labels_topic_count(const bearing_labels* labels);
BEARING_API const bearing_topic* bearing_labels_topic(const bearing_labels* labels, size_t index);
BEARING_API size_t bearing_labels_target_count(const bearing_labels* labels);
BEARING_API const bearing_target* bearing_labels_target(const bearing_labels* labels, size_t index);
BEARING_API size_t bearing_labels_stance_count(const bearing_labels* labels);
BEARING_API const bearing_stance* bearing_labels_stance(const bearing_labels* labels, size_t index);

/* Kebab-case codes, for example "unfamiliar-text", "empty-text". */
BEARING_API size_t bearing_labels_warning_count(const bearing_labels* labels);
BEARING_API const char* bearing_labels_warning(const bearing_labels* labels, size_t index);

/* Language found (BCP 47), "und" when undetermined. */
BEARING_API const char* bearing_labels_lang(const bearing_labels* labels);

/* Title and text that byte ranges count in: as given, or what was left of a page or of other encodings. */
BEARING_API bearing_string bearing_labels_title(const bearing_labels* labels);
BEARING_API bearing_string bearing_labels_text(const bearing_labels* labels);

/* The object that `bearing label` writes (with `all`, and bearing_options.all_stances: `bearing label
 * --all`), as JSON that ends in NUL; with "id" where the document had one. Free with bearing_free. */
BEARING_API char* bearing_labels_json(const bearing_labels* labels, int all, bearing_error** error);

/* Frees JSON. */
BEARING_API void bearing_free(char* json);

/* == explanations == */

/* Why the topics, targets and stances of one document got their scores. */
typedef struct bearing_explanations bearing_explanations;

/* Free with bearing_explanations_free. */
BEARING_API bearing_explanations* bearing_explain(const bearing_model* model,
                                                  const bearing_document* document,
                                                  const bearing_options* options, bearing_error** error);
BEARING_API void bearing_explanations_free(bearing_explanations* explanations);

/* score = bias + the weights of all words. confidence = 1 / (1 + exp(-score)), or a share of exp(score) where
 * topics are exclusive. */
typedef struct bearing_explanation {
  bearing_string label;  /* Topic or target. */
  bearing_string stance; /* Empty for topics, and for whether a target is touched at all. */
  double score;          /* Log-odds: calibrated for topics and targets, of the evidence alone for stances. */
  double bias;           /* The part that is there without any word. */
  double confidence;
  int assigned; /* Of targets: touched. */
  size_t word_count;
} bearing_explanation;

typedef struct bearing_word {
  bearing_words words; /* Their text is followed by the rest of the document, not by a NUL. */
  double weight;       /* Its part of the score; positive speaks for the label. */
} bearing_word;

/* Every topic of the scheme, then each target that is touched, each followed by the stances assigned on it.
 * Words in order of appearance, the title's first. NULL where an index is too large. */
BEARING_API size_t bearing_explanations_count(const bearing_explanations* explanations);
BEARING_API const bearing_explanation* bearing_explanations_at(const bearing_explanations* explanations,
                                                               size_t index);
BEARING_API const bearing_word* bearing_explanations_word(const bearing_explanations* explanations,
                                                          size_t index, size_t word);
BEARING_API bearing_string bearing_explanations_title(const bearing_explanations* explanations);
BEARING_API bearing_string bearing_explanations_text(const bearing_explanations* explanations);

/* The object that `bearing explain --format json` writes: what is assigned. Free with bearing_free. */
BEARING_API char* bearing_explanations_json(const bearing_explanations* explanations, bearing_error** error);

#ifdef __cplusplus
}
#endif

#endif
