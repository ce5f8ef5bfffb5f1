"""The Conan package: `conan create .` (Conan 2)."""

import os
import re

from conan import ConanFile
from conan.tools.build import check_min_cppstd
from conan.tools.files import copy, load
from conan.tools.layout import basic_layout

required_conan_version = ">=2.0"


class RectifyConan(ConanFile):
    name = "rectify"
    description = "Activation functions for C++20, vectorised with xsimd"
    license = "BSD-3-Clause"
    topics = ("activation-functions", "relu", "neural-network", "simd", "header-only")
    package_type = "header-library"
    settings = "os", "compiler", "build_type", "arch"
    exports_sources = "include/*", "LICENSE"
    no_copy_source = True

    def set_version(self):
        """The version stands in version.hpp alone."""
        header = load(self, os.path.join(self.recipe_folder, "include/rectify/version.hpp"))
        parts = dict(re.findall(r"#define RECTIFY_VERSION_(\w+) (\d+)", header))
        self.version = "{MAJOR}.{MINOR}.{PATCH}".format(**parts)

    def requirements(self):
        self.requires("xsimd/[>=8.1 <15]", transitive_headers=True)

    def layout(self):
        basic_layout(self, src_folder=".")

    def validate(self):
        check_min_cppstd(self, 20)

    def package_id(self):
        self.info.clear()

    def package(self):
        copy(self, "LICENSE", self.source_folder, os.path.join(self.package_folder, "licenses"))
        copy(self, "*.hpp", os.path.join(self.source_folder, "include"), os.path.join(self.package_folder, "include"))

    def package_info(self):
        self.cpp_info.bindirs = []
        self.cpp_info.libdirs = []
        self.cpp_info.set_property("cmake_file_name", "rectify")
        self.cpp_info.set_property("cmake_target_name", "rectify::rectify")
        self.cpp_info.set_property("pkg_config_name", "rectify")
