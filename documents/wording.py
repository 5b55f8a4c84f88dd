"""What the codes of this app mean, in words: what is wrong and what to do."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

SENTENCES = {
    # before the upload
    "file_name_missing": _("文件没有名称，请重新命名后上传。"),
    "file_format_not_allowed": _("此处只接受 {formats} 格式的文件，请转换格式后重新上传。"),
    "file_too_large": _("文件约 {size} MB，超过 {limit} MB 的上限，请压缩或拆分后重新上传。"),
    "file_too_large_pdf": _(
        "文件约 {size} MB，超过 {limit} MB 的上限。"
        "请用 200 至 300 dpi 重新扫描，或在 PDF 软件中缩小，仍超限时拆分后上传。"
    ),
    "file_too_large_picture": _(
        "图片约 {size} MB，超过 {limit} MB 的上限。请裁去多余部分或降低像素后另存，再重新上传。"
    ),
    "file_too_large_office": _(
        "文件约 {size} MB，超过 {limit} MB 的上限。请在 WPS 或 Office 中压缩图片并删去不用的内容后另存，再重新上传。"
    ),
    "file_too_large_ofd": _(
        "文件约 {size} MB，超过 {limit} MB 的上限。请用较低的扫描分辨率重新生成 OFD，或拆分后上传。"
    ),
    "file_too_large_archive": _("压缩包约 {size} MB，超过 {limit} MB 的上限。请拆成几个压缩包，或先缩小其中的大文件。"),
    "photos_too_large": _("合并后约 {size} MB，超过 {limit} MB 的上限。请减少页数，或分成几个文件提交。"),
    "file_empty": _("文件是空的，请检查文件内容后重新上传。"),
    # the upload itself
    "file_state": _("该文件的检查已经结束或尚未开始，不能进行此操作，请刷新页面。"),
    "upload_not_received": _("没有收到文件内容，可能是网络中断，请重新上传。"),
    "file_size_mismatch": _("收到的文件大小与原文件不一致，可能上传时中断，请重新上传。"),
    "file_not_ready": _("文件尚未通过检查，暂不能打开，请稍后再试。"),
    # by content
    "file_content_mismatch": _("文件内容与扩展名不符，请用原程序另存为所需格式后重新上传。"),
    "file_polyglot": _("文件中混有其他格式的内容，请用原程序另存或重新扫描后上传。"),
    "file_damaged": _("文件已损坏，无法打开，请检查原文件后重新上传。"),
    "file_truncated": _("文件不完整，请确认原文件能正常打开后重新上传。"),
    "file_encrypted": _("文件设有密码或权限限制，请解除后重新上传。"),
    "file_active_content": _("PDF 中含有脚本或自动执行的动作，请“打印为 PDF”后重新上传。"),
    "file_embedded_file": _("PDF 中嵌有附件或多媒体，请删除附件，或“打印为 PDF”后重新上传。"),
    "file_xfa_form": _("PDF 是动态表单，内容可能无法正常显示，请“打印为 PDF”后重新上传。"),
    "file_too_many_pages": _("文件超过 {limit} 页，请拆分后重新上传。"),
    "file_too_complex": _("文件过于复杂，系统无法检查，请“打印为 PDF”或重新扫描后上传。"),
    "file_picture_too_large": _("图片超过 {limit} 万像素，请缩小尺寸或降低扫描分辨率后重新上传。"),
    "file_macro": _("文件中含有宏，请另存为不含宏的文件后重新上传。"),
    "file_ofd_active": _("OFD 中含有音视频或会自动执行的动作，请另存为不含这些内容的 OFD，或打印为 PDF 后重新上传。"),
    "file_old_office": _("这是旧版 Office 文件，请另存为 docx 或 xlsx 后重新上传。"),
    "file_embedded_object": _("文件中嵌有其他程序的对象，请删除对象或改为图片后重新上传。"),
    "file_external_reference": _("文件引用了外部内容，请断开外部链接后重新上传。"),
    "file_archive_bomb": _("压缩包解压后过大或文件过多，请拆分后重新上传。"),
    "file_archive_unsafe_name": _("压缩包内的文件名不规范（含路径、链接或重名），请重新打包后上传。"),
    "file_archive_method": _("压缩包的压缩方式不受支持，请用系统自带的 ZIP 压缩重新打包后上传。"),
    "file_type_in_archive": _("压缩包内只能放 PDF、OFD、JPG 和 PNG 图片、docx、xlsx、wps 和 et 文件。"),
    "file_in_archive_refused": _("压缩包内的“{name}”未通过检查，请单独打开核对，处理后重新打包上传。"),
    "file_infected": _("文件中发现病毒，已被删除。请对电脑查毒后重新上传干净的文件。"),
    # spreadsheets
    "sheet_missing": _("请选择 xlsx 文件，或把表格内容粘贴到文本框中。"),
    "sheet_not_xlsx": _("只接受 xlsx 文件，请在 Excel 或 WPS 中另存为 xlsx 后重新选择。"),
    "sheet_too_large": _("表格文件超过 {limit} MB，请删去图片和多余工作表后重新选择。"),
    "sheet_too_long": _("表格超过 {most} 行，请拆分后分次导入。"),
    "sheet_not_scanned": _("病毒检查暂时没有应答，文件没有读取，请稍后再试。"),
    "sheet_empty": _("表格中没有数据行，请按模板填写后重新选择。"),
    "cell_number_lost": _("长号码被 Excel 改成了数字，末尾几位已经丢失；请把单元格设为“文本”后重新输入。"),
    "cell_formula_error": _("单元格中的公式没有结果，请改为直接填写内容。"),
    "cell_option_unknown": _("没有“{text}”这个选项，可填：{options}。"),
    "cell_month_ambiguous": _("“{text}”分不清是 1 月还是 10 月，请写成 2024-01 的样子。"),
    # numbers
    "number_taken": _("编号“{number}”已被使用，请改用“{suggestion}”或其他编号。"),
    "number_malformed": _("编号不能为空，不能含换行，且不超过 120 个字符。"),
    "number_none_free": _("自动顺延的编号均已被使用，请手工填写一个未使用的编号。"),
    "number_already_void": _("编号“{number}”已经作废。"),
    "number_unknown": _("没有找到编号“{number}”。"),
    # the ledger's commands
    "ledger.finish_upload": _("上传文件"),
    "ledger.check_file": _("检查文件"),
    "ledger.discard_file": _("丢弃文件"),
    "ledger.store_generated": _("生成文件"),
}
