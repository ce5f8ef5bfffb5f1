#pragma once

/// The version of rectify; it stands nowhere else.
#define RECTIFY_VERSION_MAJOR 0
#define RECTIFY_VERSION_MINOR 1
#define RECTIFY_VERSION_PATCH 0

/// The inline namespace that carries the version, so that two versions can be linked into one program.
#define RECTIFY_ABI v0_1
