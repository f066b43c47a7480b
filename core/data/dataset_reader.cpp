// SPDX-FileCopyrightText: 2026 The Legenda authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/data/dataset_reader.h"

#include <algorithm>
#include <utility>

namespace legenda::data {

base::Result<Dataset> DatasetReader::stream(const std::filesystem::path& root, const base::JobContext& context,
                                            const SampleSink& sink) const {
    auto data = read(root, context);
    if (!data) return data;
    auto samples = std::move(data->samples);
    data->samples.clear();
    for (auto& sample : samples)
        if (auto taken = sink(*data, std::move(sample)); !taken) return base::pass(taken);
    return data;
}

std::vector<FormatInfo> datasetFormats() {
    auto readers = datasetReaders();
    std::ranges::sort(readers, {}, [](const auto& reader) { return std::pair(reader->order(), reader->title()); });
    std::vector<FormatInfo> formats;
    for (const auto& reader : readers) formats.push_back({reader->format(), reader->title(), reader->contents()});
    return formats;
}

}  // namespace legenda::data
