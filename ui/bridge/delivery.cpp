// SPDX-FileCopyrightText: 2026 The Legenda authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/bridge/delivery.h"

namespace legenda::ui {

session::Asker askerOf(const QObject* context, const QString& part) {
    return {std::to_string(reinterpret_cast<std::uintptr_t>(context)), part.toStdString()};
}

void Delivery::post(std::function<void()> call) const {
    QMetaObject::invokeMethod(receiver_, std::move(call), Qt::QueuedConnection);
}

}  // namespace legenda::ui
