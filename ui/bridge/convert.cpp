// SPDX-FileCopyrightText: 2026 The Legenda authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/bridge/convert.h"

namespace legenda::ui {

QImage toQt(const base::Picture& picture) {
    return QImage(picture.rgb.data(), picture.width, picture.height, 3 * picture.width, QImage::Format_RGB888)
        .convertToFormat(QImage::Format_RGB32);
}

}  // namespace legenda::ui
