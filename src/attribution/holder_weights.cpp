// Weights of the holder features: a softmax over the candidates near each annotated piece of evidence, fitted
// on the training part of datasets/asean-affairs. Loss: minus the logarithm of the probability of all
// candidates that name the annotated holder exactly, plus half that of those that name it in part; L2 penalty
// 1.0, L-BFGS.
#include <array>

#include "attribution/holder_features.hpp"

namespace bearing {
namespace {

// clang-format off
constexpr std::array<float, kHolderFeatures> kWeights = {
    // kKind
    1.028F, 0.271F, -0.110F, -0.798F, 0.350F, -0.262F, -0.966F, 0.339F, 0.147F,
    // kPersonForm
    0.735F, -0.014F, 0.265F, 0.000F, 0.043F, 0.000F,
    // kOtherForm
    1.035F, 0.527F, 0.000F, -1.193F, -1.316F, -0.568F,
    // kDistance
    -1.338F, -0.726F, -1.600F, -1.293F, -0.084F, 0.287F, 1.901F, 2.753F, 1.589F, 0.808F,
    -0.767F, -2.014F, -0.091F, 2.031F,
    // kBeforeLink
    0.448F, -0.761F, -0.520F, 0.704F, 0.002F, 0.589F, 0.426F, 0.436F, 0.000F,
    // kInsideLink
    1.377F, 0.093F, 0.532F, -0.008F, 0.000F, -0.556F, -0.403F, 0.171F, 0.000F,
    // kAfterLink
    0.483F, -0.432F, 0.492F, -0.020F, 0.000F, 0.237F, 0.131F, -0.033F, 0.000F,
    // kRole
    0.912F, 0.412F, 0.665F, 0.542F, 0.077F, 0.728F, 0.826F, 0.204F, 0.000F, 0.392F,
    0.195F, -0.052F, 0.404F, 0.629F, -0.366F, -0.069F, 0.575F, 0.532F, 1.381F, 0.442F,
    0.154F, 0.179F, -0.278F, -0.362F, 0.267F, 2.822F, 0.502F,
    // kPhrase
    -1.065F, -1.240F, -1.690F, -0.680F, -2.788F, -1.629F, -0.118F, 0.632F, 0.255F, -1.339F,
    0.162F, 0.691F, 1.465F, -0.550F, -0.387F, 0.396F, -0.482F, 0.059F, -0.772F, -0.396F,
    0.737F, -0.470F,
    // kAuthor
    0.339F, 0.639F, 0.487F, -0.608F, 0.349F, -0.449F, -0.434F, 0.365F, 1.160F, -0.822F,
    0.193F, 0.738F, 0.690F, 0.596F, -0.947F, 0.030F, -0.091F, -0.510F, -0.104F, 1.194F,
    -1.514F,
    // kNone
    0.147F, 0.831F, -0.270F, -0.249F, 0.919F, -0.602F, -0.494F, 0.286F, 0.019F, 0.128F,
    0.158F, 0.375F, -0.050F, -0.082F, 0.279F, -0.679F, -0.821F, -0.192F, 0.324F, 0.070F,
    -0.101F,
    // kBeforeKind
    -0.207F, 0.248F, 0.362F, 0.854F, 0.470F, -0.241F, -0.163F,
    // kInsideKind
    0.226F, 0.413F, 0.133F, 0.772F, 0.093F, 0.008F, -0.439F,
    // kStartsKind
    -0.353F, 0.710F, 0.674F, 0.304F, 1.260F, -0.464F, -0.100F,
};
// clang-format on

}  // namespace

std::span<const float> default_holder_weights() { return kWeights; }

}  // namespace bearing
