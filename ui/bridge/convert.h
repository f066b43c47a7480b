// SPDX-FileCopyrightText: 2026 The Legenda authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/box.h"
#include "core/base/picture.h"

#include <QImage>
#include <QRectF>
#include <QString>

#include <filesystem>

namespace legenda::ui {

inline QRectF toQt(const base::Box& box) {
    return {box.x, box.y, box.w, box.h};
}
inline base::Box fromQt(const QRectF& rect) {
    return {rect.x(), rect.y(), rect.width(), rect.height()};
}
inline std::filesystem::path pathOf(const QString& text) {
    return std::filesystem::path(text.toStdU16String());
}
base::Picture fromQt(const QImage& image, const QSize& fullSize);
// A deep copy: the image may outlive the picture.
QImage toQt(const base::Picture& picture);

}  // namespace legenda::ui
