/* What c99_caller.c, a caller in C, offers to the tests. */
#ifndef C99_CALLER_H
#define C99_CALLER_H

#ifdef __cplusplus
extern "C" {
#endif

/* Labels the text with the model at the path and counts, by every accessor, the topics, targets, stances and
 * warnings that it gets; -1 where anything fails. */
int count_labels_in_c(const char* model_path, const char* text);

#ifdef __cplusplus
}
#endif

#endif
