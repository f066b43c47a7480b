// SPDX-FileCopyrightText: 2026 The Legenda authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/trainers/caption/attention_kernels_impl.h"

#include <ATen/Dispatch.h>

#include <algorithm>
#include <cmath>

namespace legenda::trainers {

namespace {

template <class T>
T dot(const T* a, const T* b, std::int64_t n) {
    T sum = 0;
#pragma omp simd reduction(+ : sum)
    for (std::int64_t i = 0; i < n; ++i) sum += a[i] * b[i];
    return sum;
}

template <class T>
void addScaled(T* to, const T* from, T factor, std::int64_t n) {
#pragma omp simd
    for (std::int64_t i = 0; i < n; ++i) to[i] += factor * from[i];
}

template <class T>
void softmax(T* row, std::int64_t n) {
    const T most = *std::max_element(row, row + n);
    T sum = 0;
    for (std::int64_t i = 0; i < n; ++i) sum += row[i] = std::exp(row[i] - most);
    for (std::int64_t i = 0; i < n; ++i) row[i] /= sum;
}

// Rows of the tensors as plain numbers.
template <class T>
struct Memory {
    const T* keys;
    const T* values;
    std::int64_t images, regions, width;
    T scale;  // 1 / sqrt(A)

    explicit Memory(const model::RegionMemory& from)
        : keys(from.keys.data_ptr<T>()),
          values(from.values.data_ptr<T>()),
          images(from.keys.size(0)),
          regions(from.keys.size(1)),
          width(from.keys.size(2)),
          scale(static_cast<T>(1 / std::sqrt(static_cast<double>(width)))) {}

    const T* key(std::int64_t image, std::int64_t r) const { return keys + (image * regions + r) * width; }
    const T* value(std::int64_t image, std::int64_t r) const { return values + (image * regions + r) * width; }
};

template <class T>
void lookAt(const Memory<T>& memory, std::int64_t image, const T* query, T* weights, T* context) {
    for (std::int64_t r = 0; r < memory.regions; ++r)
        weights[r] = memory.scale * dot(memory.key(image, r), query, memory.width);
    softmax(weights, memory.regions);
    std::fill(context, context + memory.width, T(0));
    for (std::int64_t r = 0; r < memory.regions; ++r)
        addScaled(context, memory.value(image, r), weights[r], memory.width);
}

template <class T>
void lookBack(const Memory<T>& memory, std::int64_t image, const T* weights, const T* byContext, T* byScores,
              T* byQuery) {
    T mean = 0;
    for (std::int64_t r = 0; r < memory.regions; ++r) {
        byScores[r] = dot(memory.value(image, r), byContext, memory.width);
        mean += weights[r] * byScores[r];
    }
    std::fill(byQuery, byQuery + memory.width, T(0));
    for (std::int64_t r = 0; r < memory.regions; ++r) {
        byScores[r] = memory.scale * weights[r] * (byScores[r] - mean);
        addScaled(byQuery, memory.key(image, r), byScores[r], memory.width);
    }
}

template <class T>
void attendAll(const Memory<T>& memory, const std::int64_t* owners, std::int64_t count, const T* queries, T* weights,
               T* contexts) {
#pragma omp parallel for
    for (std::int64_t i = 0; i < count; ++i)
        lookAt(memory, owners[i], queries + i * memory.width, weights + i * memory.regions,
               contexts + i * memory.width);
}

template <class T>
void attendBackwardAll(const Memory<T>& memory, const std::int64_t* owners, std::int64_t count, const T* weights,
                       const T* byContexts, T* byScores, T* byQueries) {
#pragma omp parallel for
    for (std::int64_t i = 0; i < count; ++i)
        lookBack(memory, owners[i], weights + i * memory.regions, byContexts + i * memory.width,
                 byScores + i * memory.regions, byQueries + i * memory.width);
}

template <class T>
void addOfImage(const Memory<T>& memory, std::int64_t image, const std::int64_t* owners, std::int64_t count,
                const T* queries, const T* weights, const T* byContexts, const T* byScores, T* byKeys, T* byValues) {
    for (std::int64_t i = 0; i < count; ++i) {
        if (owners[i] != image) continue;
        for (std::int64_t r = 0; r < memory.regions; ++r) {
            const auto at = (image * memory.regions + r) * memory.width, word = i * memory.regions + r;
            addScaled(byKeys + at, queries + i * memory.width, byScores[word], memory.width);
            addScaled(byValues + at, byContexts + i * memory.width, weights[word], memory.width);
        }
    }
}

template <class T>
void memoryGradientAll(const Memory<T>& memory, const std::int64_t* owners, std::int64_t count, const T* queries,
                       const T* weights, const T* byContexts, const T* byScores, T* byKeys, T* byValues) {
#pragma omp parallel for
    for (std::int64_t image = 0; image < memory.images; ++image)
        addOfImage(memory, image, owners, count, queries, weights, byContexts, byScores, byKeys, byValues);
}

}  // namespace

void attend(const model::RegionMemory& memory, const at::Tensor& owners, Looks looks) {
    AT_DISPATCH_FLOATING_TYPES(memory.keys.scalar_type(), "attend", [&] {
        attendAll<scalar_t>(Memory<scalar_t>(memory), owners.data_ptr<std::int64_t>(), looks.queries.size(0),
                            looks.queries.data_ptr<scalar_t>(), looks.weights.data_ptr<scalar_t>(),
                            looks.contexts.data_ptr<scalar_t>());
    });
}

void attendBackward(const model::RegionMemory& memory, const at::Tensor& owners, const Looks& looks,
                    const at::Tensor& byContexts, at::Tensor byScores, at::Tensor byQueries) {
    AT_DISPATCH_FLOATING_TYPES(memory.keys.scalar_type(), "attendBackward", [&] {
        attendBackwardAll<scalar_t>(Memory<scalar_t>(memory), owners.data_ptr<std::int64_t>(), byContexts.size(0),
                                    looks.weights.data_ptr<scalar_t>(), byContexts.data_ptr<scalar_t>(),
                                    byScores.data_ptr<scalar_t>(), byQueries.data_ptr<scalar_t>());
    });
}

model::RegionMemory memoryGradient(const model::RegionMemory& memory, const at::Tensor& owners, const Looks& looks,
                                   const at::Tensor& byContexts, const at::Tensor& byScores) {
    model::RegionMemory by{at::zeros_like(memory.keys), at::zeros_like(memory.values)};
    AT_DISPATCH_FLOATING_TYPES(memory.keys.scalar_type(), "memoryGradient", [&] {
        memoryGradientAll<scalar_t>(Memory<scalar_t>(memory), owners.data_ptr<std::int64_t>(), byContexts.size(0),
                                    looks.queries.data_ptr<scalar_t>(), looks.weights.data_ptr<scalar_t>(),
                                    byContexts.data_ptr<scalar_t>(), byScores.data_ptr<scalar_t>(),
                                    by.keys.data_ptr<scalar_t>(), by.values.data_ptr<scalar_t>());
    });
    return by;
}

}  // namespace legenda::trainers
