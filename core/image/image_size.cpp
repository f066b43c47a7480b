// SPDX-FileCopyrightText: 2026 The Legenda authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/image/image_size.h"

#include "core/base/files.h"
#include "core/base/waiting.h"
#include "core/image/container.h"

#include <fmt/format.h>

#include <fstream>

namespace legenda::image {

base::Result<Size> readSize(const std::filesystem::path& file) {
    base::mayWait("reading a picture's size", file);
    ContainerFacts facts;
    if (std::ifstream in(file, std::ios::binary); in) facts = inspect(in);
    if (!checkDecodable(facts, file)) {
        // Again with the whole file, which may have an unusual end and yet be complete; this also finds the reason.
        const auto bytes = base::readFile(file);
        if (!bytes) return tl::unexpected<base::Error>(bytes.error());
        if (bytes->empty())
            return base::fail(base::ErrorCode::BadInput,
                              fmt::format("{}: the file is empty, an image was expected.", file.string()));
        facts = inspect(*bytes);
        if (auto good = checkDecodable(facts, file); !good) return base::pass(good);
    }
    return Size{static_cast<int>(facts.uprightWidth()), static_cast<int>(facts.uprightHeight())};
}

}  // namespace legenda::image
