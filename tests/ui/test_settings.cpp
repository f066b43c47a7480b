// SPDX-FileCopyrightText: 2026 The Legenda authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/support/ui_home.h"
#include "ui/bridge/settings.h"

#include "ui/controls/decoding_choice.h"
#include "ui/controls/files/file_dialog.h"
#include "ui/controls/layout/fitting_scroll.h"
#include "ui/controls/layout/splitter_sizes.h"
#include "ui/images/thumbnail_cache.h"
#include "ui/shell/settings/cache_row.h"
#include "ui/shell/settings/settings_panel.h"
#include "ui/theme/theme.h"
#include "ui/train/run_list.h"

#include <QAbstractSpinBox>
#include <QApplication>
#include <QDir>
#include <QDoubleSpinBox>
#include <QFile>
#include <QLabel>
#include <QLineEdit>
#include <QPushButton>
#include <QSignalSpy>
#include <QSplitter>
#include <QTabWidget>
#include <QTemporaryDir>
#include <QTest>

using namespace legenda;
using namespace legenda::ui;

// What the user sets once: values and their defaults, and what takes effect at once.
class TestSettings : public QObject {
    Q_OBJECT

    QTemporaryDir home_;

    static Settings& settings() { return Settings::ofApplication(); }

 private Q_SLOTS:
    void initTestCase() { test::useOwnHome(home_); }

    void valuesStayInTheirRangeAndGoBackToTheDefault() {
        QVERIFY(settings().isStandard(Setting::Beam));
        QSignalSpy changed(&settings(), &Settings::changed);
        settings().set(Setting::Beam, 1000);
        QCOMPARE(settings().number(Setting::Beam), 50);
        settings().set(Setting::Beam, QStringLiteral("many"));
        QCOMPARE(settings().number(Setting::Beam), 7);
        settings().set(Setting::Beam, 2);
        QCOMPARE(settings().decoding().beam, 2);
        QCOMPARE(settings().decoding().count, 2);
        settings().reset(Setting::Beam);
        QVERIFY(settings().isStandard(Setting::Beam));
        QCOMPARE(changed.count(), 4);
    }

    void captionsAreDecodedAsTheSettingsSay() {
        DecodingChoice choice;
        QSignalSpy changed(&choice, &DecodingChoice::changed);
        settings().set(Setting::Beam, 4);
        QCOMPARE(changed.count(), 1);
        QCOMPARE(choice.options().beam, 4);
        QVERIFY(choice.text().contains(QStringLiteral("4")));
        settings().reset(Setting::Beam);
        QCOMPARE(choice.options().beam, 7);
    }

    void textChangesItsSizeAtOnce() {
        QLabel plain(QStringLiteral("plain")), own(QStringLiteral("own"));
        own.setFont(theme::font(theme::Type::Title));
        plain.show();
        own.show();
        QCOMPARE(plain.font().pixelSize(), 13);
        const int row = RunDelegate(nullptr).sizeHint({}, {}).height();
        theme::setFontPercent(*qApp, 150);
        QCOMPARE(theme::font().pixelSize(), 20);
        QTRY_COMPARE(plain.font().pixelSize(), 20);
        QCOMPARE(own.font().pixelSize(), 30);
        // The rows of lists grow with their lines.
        QCOMPARE(RunDelegate(nullptr).sizeHint({}, {}).height(), row * 3 / 2);
        theme::setFontPercent(*qApp, 100);
        QTRY_COMPARE(plain.font().pixelSize(), 13);
        QCOMPARE(own.font().pixelSize(), 20);
    }

    void aDoubleClickRestoresTheSizesOfASplitter() {
        QSplitter splitter(Qt::Horizontal);
        for (int i = 0; i < 3; ++i) splitter.addWidget(new QLabel);
        splitter.resize(900, 100);
        splitter.show();
        new SplitterSizes(&splitter, {200, 0, 100});
        splitter.setSizes({400, 100, 400});
        QTest::mouseDClick(splitter.handle(1), Qt::LeftButton);
        QCOMPARE(splitter.sizes().at(0), 200);
        QCOMPARE(splitter.sizes().at(2), 100);
    }

    void dialogsBeginWhereTheLastOneOfTheirPurposeEnded() {
        QWidget window;
        auto* first = folderDialog(&window, QStringLiteral("test"), QStringLiteral("first"));
        QVERIFY(first->testOption(QFileDialog::DontUseNativeDialog));
        Q_EMIT first->fileSelected(home_.filePath(QStringLiteral("chosen")));
        const auto* second = folderDialog(&window, QStringLiteral("test"), QStringLiteral("second"));
        QCOMPARE(second->directory().canonicalPath(), QDir(home_.path()).canonicalPath());
    }

    // The tabs are as wide as what is in them, and a field is as high as its text.
    void largeTextIsNotCut() {
        theme::setFontPercent(*qApp, 150);
        QWidget window;
        window.resize(1024, 640);
        auto* dialog = new SettingsDialog(&window);
        dialog->show();
        auto* tabs = dialog->findChild<QTabWidget*>();
        int fields = 0;
        for (int tab = 0; tab < tabs->count(); ++tab) {
            tabs->setCurrentIndex(tab);
            auto* scroll = qobject_cast<FittingScroll*>(tabs->currentWidget());
            if (!scroll) continue;
            QTRY_VERIFY(scroll->widget()->minimumSizeHint().width() <= scroll->viewport()->width());
            for (const auto* field : scroll->widget()->findChildren<QLineEdit*>()) {
                if (qobject_cast<const QAbstractSpinBox*>(field->parentWidget())) continue;
                ++fields;
                QTRY_VERIFY2(field->height() >= field->fontMetrics().height() + 10,
                             qPrintable(field->accessibleName()));
            }
        }
        QVERIFY(fields > 0);
        dialog->close();
        theme::setFontPercent(*qApp, 100);
    }

    void enterInAFieldPressesNoButton() {
        QWidget window;
        auto* dialog = new SettingsDialog(&window);
        QSignalSpy wanted(dialog, &SettingsDialog::modelsWanted);
        dialog->show();
        dialog->findChild<QTabWidget*>()->setCurrentIndex(1);
        int fields = 0;
        for (auto* number : dialog->findChildren<QDoubleSpinBox*>()) {
            if (!number->isVisible()) continue;
            ++fields;
            QTest::keyClick(number, Qt::Key_Return);
        }
        QVERIFY(fields > 0);
        QCOMPARE(wanted.count(), 0);
    }

    // Another place counts from the next start on: until then the thumbnails are where they are.
    void clearEmptiesTheCacheInUse() {
        const auto keep = [](const QString& cache) {
            const QString folder = ThumbnailCache::folderIn(cache) + QStringLiteral("/ab");
            QFile file(folder + QLatin1Char('/') + QString(38, QLatin1Char('0')));
            if (!QDir().mkpath(folder) || !file.open(QIODevice::WriteOnly) || file.write("1234") != 4) return QString();
            return file.fileName();
        };
        const QString another = home_.filePath(QStringLiteral("another"));
        const QString used = keep(settings().cacheFolderInUse()), next = keep(another);
        QVERIFY(used.startsWith(home_.path()) && !next.isEmpty());
        settings().set(Setting::CacheFolder, another);
        const CacheRow row;
        auto* clear = row.findChild<QPushButton*>(QStringLiteral("clearCache"));
        QTRY_VERIFY(clear->isEnabled());
        clear->click();
        QTRY_VERIFY(!QFile::exists(used));
        QVERIFY(QFile::exists(next));
        settings().reset(Setting::CacheFolder);
    }

    void clearingTheCacheLeavesOtherFiles() {
        const QString folder = home_.filePath(QStringLiteral("thumbnails"));
        QVERIFY(QDir().mkpath(folder + QStringLiteral("/ab")));
        const QString own = folder + QStringLiteral("/ab/") + QString(38, QLatin1Char('0'));
        const QString foreign = folder + QStringLiteral("/letter.txt");
        for (const QString& name : {own, foreign}) {
            QFile file(name);
            QVERIFY(file.open(QIODevice::WriteOnly));
            QCOMPARE(file.write("1234"), qint64(4));
        }
        QCOMPARE(ThumbnailCache::sizeOf(folder), qint64(8));
        ThumbnailCache::clear(folder);
        QVERIFY(!QFile::exists(own));
        QVERIFY(QFile::exists(foreign));
    }
};

QTEST_MAIN(TestSettings)
#include "test_settings.moc"
