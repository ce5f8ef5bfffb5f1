"""xsimd's headers as a package, where Conan Center is out of reach: those in the folder $XSIMD_INCLUDE."""

import os

from conan import ConanFile
from conan.tools.files import copy


class XsimdConan(ConanFile):
    name = "xsimd"
    package_type = "header-library"

    def package(self):
        copy(self, "xsimd/*", os.environ["XSIMD_INCLUDE"], os.path.join(self.package_folder, "include"))

    def package_info(self):
        self.cpp_info.bindirs = []
        self.cpp_info.libdirs = []
        self.cpp_info.set_property("cmake_target_name", "xsimd")
