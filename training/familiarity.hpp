// How familiar a text must be for a model to judge it.
#pragma once

#include <vector>

namespace bearing {

/// The share of its words that a text must have from the training corpus, by the shares of the training
/// documents, each against the others ("coverage"). Documents without any word seen elsewhere are oddities of
/// the corpus: they don't lower the bar for all.
double least_coverage(std::vector<double> coverage);

}  // namespace bearing
