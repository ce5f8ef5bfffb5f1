#pragma once

// Stands for the last release before 8: what rectify is to notice of it.
#define XSIMD_VERSION_MAJOR 7
#define XSIMD_VERSION_MINOR 6
#define XSIMD_VERSION_PATCH 0
