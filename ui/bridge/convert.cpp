// SPDX-FileCopyrightText: 2026 The Legenda authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/bridge/convert.h"

#include <cstring>

namespace legenda::ui {

QImage toQt(const base::Picture& picture) {
    return QImage(picture.rgb.data(), picture.width, picture.height, 3 * picture.width, QImage::Format_RGB888)
        .convertToFormat(QImage::Format_RGB32);
}

base::Picture fromQt(const QImage& image, const QSize& fullSize) {
    const QImage rgb = image.convertToFormat(QImage::Format_RGB888);
    base::Picture picture;
    picture.width = rgb.width();
    picture.height = rgb.height();
    picture.fullWidth = fullSize.width();
    picture.fullHeight = fullSize.height();
    picture.rgb.resize(std::size_t(3) * rgb.width() * rgb.height());
    const std::size_t row = std::size_t(3) * rgb.width();  // a QImage pads its rows
    for (int y = 0; y < rgb.height(); ++y) std::memcpy(picture.rgb.data() + y * row, rgb.constScanLine(y), row);
    return picture;
}

}  // namespace legenda::ui
