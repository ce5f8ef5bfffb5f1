#pragma once

// rectify: activation functions, vectorised with xsimd. This header is all that most users need.

#include <rectify/backward.hpp>
#include <rectify/core/float16.hpp>
#include <rectify/derivative.hpp>
#include <rectify/flush_subnormals.hpp>
#include <rectify/forward.hpp>
#include <rectify/functors/all.hpp>
#include <rectify/quantized.hpp>
#include <rectify/sparsity/compact.hpp>
#include <rectify/sparsity/measure.hpp>
#include <rectify/sparsity/sign_mask.hpp>
#include <rectify/sparsity/sparse_gemv.hpp>
#include <rectify/sparsity/unit_activity.hpp>
#include <rectify/version.hpp>
