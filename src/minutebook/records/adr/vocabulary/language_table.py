"""The words of decision pages in languages other than English: statuses, labels, relations.

A table: to add a language, add a row. Words are in small letters, as `str.casefold` leaves them;
several words are joined by blanks. Languages written without blanks have the whole expressions in
which a status is stated.
"""

from __future__ import annotations

from minutebook.lean.values import Value


class Language(Value):
    """What people write in one language, each a text of expressions that `;` parts.

    The statuses come first; `superseded` is a status alone. `superseded_by` stands before the
    record that follows, `supersedes` before the one that is superseded; `by_after` and
    `supersedes_after` stand behind it, in languages whose verb comes last, `by_after` with
    `by_before` in front where there are any. `amends` and `amended_by` mean just that;
    `other_relations` are pairs of other words for a link, the two ends parted by `/`. `status`,
    `tags` and `deciders` are labels of facts, `status` also the title of a section.
    """

    accepted: str
    proposed: str
    rejected: str
    deprecated: str
    superseded: str
    superseded_by: str
    supersedes: str
    amends: str
    amended_by: str
    status: str
    tags: str
    deciders: str
    other_relations: str
    by_before: str = ""
    by_after: str = ""
    supersedes_after: str = ""


LANGUAGES = {
    "German": Language(
        accepted="akzeptiert;angenommen;beschlossen;genehmigt;verabschiedet;freigegeben;umgesetzt"
        ";entschieden;bestätigt;gültig;gilt;in kraft;aktiv;abgestimmt",
        proposed="vorgeschlagen;vorschlag;entwurf;offen;ausstehend;in diskussion;in arbeit"
        ";zur diskussion;in prüfung;zurückgestellt;noch nicht entschieden;geplant;in bearbeitung",
        rejected="abgelehnt;verworfen;zurückgewiesen;zurückgezogen;nicht angenommen"
        ";nicht akzeptiert",
        deprecated="veraltet;überholt;obsolet;außer kraft;aufgehoben;nicht mehr gültig;abgelöst"
        ";ungültig;abgekündigt",
        superseded="ersetzt",
        superseded_by="ersetzt durch;abgelöst durch;abgelöst von;überholt durch;ersetzt von"
        ";aufgehoben durch",
        supersedes="ersetzt;löst ab;ersetzt die",
        amends="ändert",
        amended_by="geändert durch",
        other_relations="ergänzt/ergänzt durch;präzisiert/präzisiert durch"
        ";ersetzt teilweise/teilweise ersetzt durch;ersetzt in teilen/in teilen ersetzt durch"
        ";erweitert/erweitert durch;baut auf/grundlage für;inspiriert von/inspiriert",
        by_before="durch;von",
        by_after="ersetzt;abgelöst",
        status="status;zustand;stand",
        tags="schlagworte;schlagwörter;stichworte;etiketten",
        deciders="entscheider;entscheidende;entscheidungsträger;entschieden von",
    ),
    "French": Language(
        accepted="accepté;acceptée;acceptés;approuvé;approuvée;adopté;adoptée;validé;validée"
        ";décidé;décidée;en vigueur;implémenté;implémentée;retenu;retenue;appliqué;appliquée"
        ";actif;active",
        proposed="proposé;proposée;proposition;brouillon;en attente;en discussion;en cours"
        ";à valider;à discuter;en revue;en cours de discussion;en cours de validation;reporté"
        ";reportée;projet",
        rejected="rejeté;rejetée;refusé;refusée;abandonné;abandonnée;écarté;écartée;retiré;retirée"
        ";non retenu;non retenue;non accepté;non acceptée",
        deprecated="déprécié;dépréciée;obsolète;périmé;périmée;caduc;caduque;abrogé;abrogée",
        superseded="remplacé;remplacée;supplanté;supplantée",
        superseded_by="remplacé par;remplacée par;supplanté par;supplantée par;annulé par"
        ";annulée par;obsolète par;rendu obsolète par;rendue obsolète par;abrogé par;abrogée par",
        supersedes="remplace;annule et remplace;supplante;rend obsolète;abroge",
        amends="modifie;amende",
        amended_by="modifié par;modifiée par;amendé par;amendée par",
        other_relations="complète/complété par;complète/complétée par;précise/précisé par"
        ";précise/précisée par;remplace partiellement/partiellement remplacé par"
        ";remplace partiellement/partiellement remplacée par"
        ";remplace en partie/remplacé en partie par;remplace en partie/remplacée en partie par"
        ";remplace partiellement/remplacé partiellement par"
        ";remplace partiellement/remplacée partiellement par;étend/étendu par"
        ";inspire/inspiré par;inspire/inspirée par",
        status="statut;état;etat",
        tags="étiquettes;mots-clés;mots clés",
        deciders="décideurs;décideur;décideuses;décidé par",
    ),
    "Spanish": Language(
        accepted="aceptado;aceptada;aprobado;aprobada;adoptado;adoptada;acordado;acordada;vigente"
        ";implementado;implementada;decidido;decidida;en vigor;activo;activa;ratificado;ratificada",
        proposed="propuesto;propuesta;borrador;pendiente;en discusión;en revisión;en progreso"
        ";en curso;en estudio;aplazado;aplazada",
        rejected="rechazado;rechazada;descartado;descartada;denegado;denegada;retirado;retirada"
        ";no aceptado;no aceptada;no aprobado;no aprobada",
        deprecated="obsoleto;obsoleta;en desuso;derogado;derogada;deprecado;deprecada;caducado"
        ";caducada;desestimado;desestimada",
        superseded="reemplazado;reemplazada;sustituido;sustituida;superado;superada;remplazado"
        ";remplazada",
        superseded_by="reemplazado por;reemplazada por;sustituido por;sustituida por;superado por"
        ";superada por;remplazado por;remplazada por;reemplazado con;derogado por;derogada por",
        supersedes="reemplaza;reemplaza a;reemplaza al;sustituye;sustituye a;sustituye al;remplaza"
        ";deroga",
        amends="modifica;modifica a;enmienda",
        amended_by="modificado por;modificada por;enmendado por;enmendada por",
        other_relations="complementa/complementado por;complementa a/complementada por"
        ";reemplaza parcialmente/parcialmente reemplazado por"
        ";reemplaza parcialmente/parcialmente reemplazada por"
        ";sustituye parcialmente/parcialmente sustituido por"
        ";reemplaza parcialmente/reemplazado parcialmente por"
        ";reemplaza parcialmente/reemplazada parcialmente por"
        ";sustituye parcialmente/sustituido parcialmente por"
        ";reemplaza en parte/reemplazado en parte por;aclara/aclarado por;amplía/ampliado por"
        ";inspira/inspirado por;inspira/inspirada por",
        status="estado;estatus",
        tags="etiquetas;palabras clave",
        deciders="decisores;responsables de la decisión;tomadores de decisiones;decidido por",
    ),
    "Portuguese": Language(
        accepted="aceito;aceita;aceite;aprovado;aprovada;adotado;adotada;em vigor;vigente"
        ";implementado;implementada;decidido;decidida;ativo;ativa",
        proposed="proposto;proposta;rascunho;pendente;em discussão;em análise;em revisão"
        ";em andamento;em aberto;adiado;adiada",
        rejected="rejeitado;rejeitada;recusado;recusada;descartado;descartada;retirado;retirada"
        ";não aceito;não aceita;não aprovado;não aprovada",
        deprecated="obsoleto;obsoleta;descontinuado;descontinuada;depreciado;depreciada;revogado"
        ";revogada;em desuso",
        superseded="substituído;substituída;substituido;substituida;superado;superada",
        superseded_by="substituído por;substituída por;substituido por;substituida por"
        ";substituído pela;substituído pelo;substituída pela;substituída pelo;superado por"
        ";superada por;superado pela;superada pela;revogado por;revogada por",
        supersedes="substitui;substitui a;substitui o;supera;revoga",
        amends="altera;modifica",
        amended_by="alterado por;alterada por;alterado pela;modificado por;modificada por",
        other_relations="complementa/complementado por;complementa/complementada por"
        ";substitui parcialmente/parcialmente substituído por"
        ";substitui parcialmente/parcialmente substituída por"
        ";substitui parcialmente/substituído parcialmente por"
        ";substitui parcialmente/substituída parcialmente por"
        ";substitui em parte/substituído em parte por;esclarece/esclarecido por"
        ";estende/estendido por;inspira/inspirado por",
        status="estado;situação;situacao",
        tags="etiquetas;palavras-chave;marcadores",
        deciders="decisores;tomadores de decisão;responsáveis pela decisão;decidido por",
    ),
    "Italian": Language(
        accepted="accettato;accettata;approvato;approvata;adottato;adottata;deciso;decisa"
        ";in vigore;implementato;implementata;attivo;attiva;ratificato;ratificata",
        proposed="proposto;proposta;bozza;in sospeso;in discussione;in revisione;in corso"
        ";in attesa;da discutere;rimandato;rimandata;in valutazione",
        rejected="rifiutato;rifiutata;respinto;respinta;scartato;scartata;ritirato;ritirata"
        ";non accettato;non accettata;non approvato;non approvata",
        deprecated="deprecato;deprecata;obsoleto;obsoleta;abrogato;abrogata;in disuso",
        superseded="sostituito;sostituita;superato;superata;rimpiazzato;rimpiazzata",
        superseded_by="sostituito da;sostituita da;sostituito dalla;sostituita dalla"
        ";sostituito con;superato da;superata da;superato dalla;superata dalla;rimpiazzato da"
        ";rimpiazzata da;abrogato da",
        supersedes="sostituisce;supera;rimpiazza;abroga;sostituisce la",
        amends="modifica",
        amended_by="modificato da;modificata da",
        other_relations="integra/integrato da;integra/integrata da;completa/completato da"
        ";sostituisce parzialmente/parzialmente sostituito da"
        ";sostituisce parzialmente/parzialmente sostituita da"
        ";sostituisce in parte/sostituito in parte da;sostituisce in parte/sostituita in parte da"
        ";sostituisce parzialmente/sostituito parzialmente da"
        ";sostituisce parzialmente/sostituita parzialmente da;chiarisce/chiarito da"
        ";estende/esteso da;ispira/ispirato da;ispira/ispirata da",
        status="stato",
        tags="etichette;parole chiave",
        deciders="decisori;responsabili della decisione;deciso da",
    ),
    "Dutch": Language(
        accepted="geaccepteerd;aanvaard;goedgekeurd;aangenomen;besloten;vastgesteld;akkoord"
        ";geïmplementeerd;actief;geldig;van kracht;ingevoerd",
        proposed="voorgesteld;voorstel;concept;in bespreking;in behandeling;ter bespreking;open"
        ";in afwachting;uitgesteld;in beraad;ontwerp",
        rejected="afgewezen;verworpen;geweigerd;afgekeurd;ingetrokken;niet geaccepteerd"
        ";niet akkoord",
        deprecated="verouderd;vervallen;achterhaald;buiten gebruik;uitgefaseerd;afgeschaft"
        ";niet meer geldig",
        superseded="vervangen",
        superseded_by="vervangen door;opgevolgd door;achterhaald door;vervallen door",
        supersedes="vervangt;komt in de plaats van",
        amends="wijzigt",
        amended_by="gewijzigd door;aangepast door",
        other_relations="vult aan/aangevuld door;vervangt gedeeltelijk/gedeeltelijk vervangen door"
        ";vervangt deels/deels vervangen door;verduidelijkt/verduidelijkt door"
        ";geïnspireerd door/inspireert",
        by_before="door",
        by_after="vervangen",
        status="status;stand van zaken",
        tags="trefwoorden;steekwoorden",
        deciders="beslissers;besluitvormers;besluitnemers;besloten door",
    ),
    "Russian": Language(
        accepted="принято;принят;принята;утверждено;утверждён;утвержден;утверждена;одобрено"
        ";одобрен;одобрена;согласовано;действует;внедрено;реализовано;в силе;решено;активно"
        ";актуально",
        proposed="предложено;предложен;предложена;предложение;черновик;проект;на рассмотрении"
        ";обсуждается;в обсуждении;на обсуждении;на согласовании;ожидает;в работе;отложено"
        ";не принято решение",
        rejected="отклонено;отклонён;отклонен;отклонена;отвергнуто;отвергнут;отозвано;отозван"
        ";не принято;не принят;отказано;не утверждено",
        deprecated="устарело;устарел;устарела;устаревший;устаревшее;неактуально;отменено;отменён"
        ";отменен;не актуально;утратило силу",
        superseded="заменено;заменён;заменен;заменена;замещено;вытеснено",
        superseded_by="заменено на;заменён на;заменен на;заменена на;заменено;заменён;заменен"
        ";заменена;замещено;вытеснено;отменено решением;заменено решением;заменено записью",
        supersedes="заменяет;замещает;отменяет;вместо",
        amends="изменяет",
        amended_by="изменено",
        other_relations="дополняет/дополнено;уточняет/уточнено;частично заменяет/частично заменено"
        ";частично заменяет/частично заменено на;частично заменяет/частично заменён"
        ";частично заменяет/частично заменена;расширяет/расширено",
        status="статус;состояние",
        tags="теги;метки;ключевые слова",
        deciders="принимающие решение;лица, принимающие решение;решение приняли"
        ";ответственные за решение",
    ),
    "Chinese": Language(
        accepted="已接受;已采纳;已采用;已通过;已批准;已同意;已确认;已实施;已实现;已决定;已生效"
        ";接受;采纳;采用;通过;批准;同意;生效;生效中;有效;已定;已落地;已接納;已採納;已採用;已通過;已核准"
        ";接納;採納;採用;通過;現行;现行",
        proposed="已提议;已提出;提议;提议中;提案;提案中;拟议;拟议中;草案;草稿;待定;待审;待审核;待审批"
        ";待讨论;讨论中;评审中;审核中;进行中;建议;建议中;提議;提議中;草擬;討論中;審核中;待審;待討論"
        ";暂缓;推迟;搁置;未决定;尚未决定;征求意见;征求意见中",
        rejected="已拒绝;已否决;拒绝;否决;驳回;已驳回;已撤回;撤回;已放弃;放弃;不采纳;未采纳;未通过"
        ";不接受;未接受;已拒絕;拒絕;否決;已否決;駁回;已放棄;放棄;不通过;未批准",
        deprecated="已弃用;已废弃;已废止;弃用;废弃;废止;已过时;过时;已失效;失效;已作废;作废;已棄用"
        ";已廢棄;廢棄;棄用;已過時;過時;不再适用;不再有效;已停用",
        superseded="已取代;已被取代;被取代;已替代;已被替代;被替代;已替换;已被替换;被替换;已代替;被代替"
        ";取代;替代;已被更新取代",
        superseded_by="被取代于;被替代为;已取代为;取代者;替代者;替代记录;被替换为;已被替换为;替换为"
        ";取代于",
        supersedes="取代;替代;替换;取代了;替代了;代替;取代对象;替换了",
        amends="修订;修改;修訂",
        amended_by="修订于",
        other_relations="补充/补充于;補充/補充於;部分取代/部分被取代;部分替代/部分被替代;扩展/扩展于"
        ";澄清/澄清于",
        status="状态;決策狀態;决策状态;狀態;当前状态;目前状态",
        tags="标签;標籤;关键词",
        deciders="决策者;决策人;決策者;決策人",
        by_before="由;被;已被;已由",
        by_after="取代;替代;替换;代替;所取代;所替代;所替换;废止;更新取代;覆盖",
    ),
    "Japanese": Language(
        accepted="承認;承認済み;承認済;承認された;採用;採用済み;採択;採択済み;決定;決定済み;可決;有効"
        ";実装済み;合意済み;受理;適用中;確定;採用決定;承諾",
        proposed="提案;提案中;提案済み;草案;ドラフト;下書き;検討中;議論中;レビュー中;保留;未決定;審議中"
        ";承認待ち;未承認;レビュー待ち;作成中;起案",
        rejected="却下;却下済み;却下された;否決;不採用;拒否;棄却;取り下げ;不承認;見送り",
        deprecated="非推奨;廃止;廃止済み;廃止された;失効;無効;陳腐化;破棄",
        superseded="置き換え;置き換え済み;置き換えられた;置換;置換済み;差し替え;差し替え済み;更新された"
        ";上書き;上書きされた",
        superseded_by="置き換え先;置換先;後継;後継adr;差し替え先;代替;後継の決定",
        supersedes="置き換え元;置換元;置き換える対象;前身",
        amends="修正;改訂",
        amended_by="改訂先",
        other_relations="補足/補足元;一部置き換え元/一部置き換え先",
        status="ステータス;状態;状況;状態・ステータス",
        tags="タグ;キーワード;ラベル",
        deciders="決定者;意思決定者",
        by_after="により置き換え;によって置き換え;に置き換え;で置き換え;により置換;に置換;により差し替え"
        ";により廃止;に差し替え;により上書き;によって上書き;により更新;に引き継;によって差し替え"
        ";により無効",
        supersedes_after="を置き換え;を置換;を差し替え;を上書き;を廃止",
    ),
    "Korean": Language(
        accepted="승인;승인됨;승인 완료;채택;채택됨;수락;수락됨;결정;결정됨;확정;확정됨;적용;적용됨"
        ";구현됨;구현 완료;유효;합의됨;허용됨;시행 중;시행",
        proposed="제안;제안됨;제안 중;초안;검토 중;검토중;논의 중;논의중;보류;보류됨;대기;대기 중"
        ";미정;작성 중;작성중;진행 중;진행중;승인 대기;승인 대기 중",
        rejected="거부;거부됨;거절;거절됨;기각;기각됨;반려;반려됨;철회;철회됨;미채택;불채택;미승인",
        deprecated="폐기;폐기됨;사용 중단;사용 중단됨;더 이상 사용하지 않음"
        ";지원 중단;무효;만료;만료됨;폐지;폐지됨",
        superseded="대체;대체됨;교체;교체됨;대체되었음;대체되었습니다",
        superseded_by="대체 문서;대체됨;대체한 결정;후속;후속 adr;후속 결정",
        supersedes="대체함;대체 대상;이전 결정",
        amends="수정",
        amended_by="수정됨",
        other_relations="보완/보완됨;일부 대체함/일부 대체됨",
        status="상태;현황;진행 상태",
        tags="태그;키워드;라벨",
        deciders="결정자;의사결정자;의사 결정자",
        by_after="로 대체;으로 대체;에 의해 대체;로 교체;으로 교체;에 의해 교체;로 변경;으로 변경",
        supersedes_after="를 대체;을 대체;를 교체;을 교체",
    ),
    "Polish": Language(
        accepted="zaakceptowany;zaakceptowana;zaakceptowane;przyjęty;przyjęta;przyjęte"
        ";zatwierdzony;zatwierdzona;zatwierdzone;obowiązuje;obowiązująca;wdrożone;wdrożona",
        proposed="proponowany;proponowana;zaproponowany;zaproponowana;zaproponowane;propozycja"
        ";projekt;szkic;w dyskusji;w trakcie;do dyskusji;oczekuje;oczekująca;odłożona;robocza",
        rejected="odrzucony;odrzucona;odrzucone;wycofany;wycofana;wycofane;nieprzyjęta"
        ";niezaakceptowana;nie przyjęta;nie zaakceptowana",
        deprecated="przestarzały;przestarzała;przestarzałe;nieaktualny;nieaktualna;nieaktualne"
        ";zdezaktualizowana;uchylona;uchylone;wygasła",
        superseded="zastąpiony;zastąpiona;zastąpione",
        superseded_by="zastąpiony przez;zastąpiona przez;zastąpione przez;uchylona przez",
        supersedes="zastępuje;uchyla",
        amends="zmienia",
        amended_by="zmieniona przez;zmieniony przez",
        other_relations="uzupełnia/uzupełniona przez;częściowo zastępuje/częściowo zastąpiona przez"
        ";częściowo zastępuje/częściowo zastąpiony przez;doprecyzowuje/doprecyzowana przez",
        status="status;stan",
        tags="tagi;etykiety;słowa kluczowe",
        deciders="decydenci;osoby decyzyjne",
    ),
    "Czech": Language(
        accepted="přijato;přijatý;přijaté;schváleno;schválený;schválené;platné;platí;zavedeno",
        proposed="navrženo;návrh;koncept;rozpracováno;v diskusi;čeká na schválení;odloženo",
        rejected="zamítnuto;zamítnutý;odmítnuto;odmítnutý;staženo;neschváleno;nepřijato",
        deprecated="zastaralé;zastaralý;neplatné;zrušeno;neaktuální;ukončeno",
        superseded="nahrazeno;nahrazený;nahrazené",
        superseded_by="nahrazeno;nahrazený;nahrazené;nahrazeno rozhodnutím;zrušeno rozhodnutím",
        supersedes="nahrazuje;ruší",
        amends="mění",
        amended_by="změněno",
        other_relations="doplňuje/doplněno;upřesňuje/upřesněno"
        ";částečně nahrazuje/částečně nahrazeno",
        status="stav;status",
        tags="štítky;klíčová slova",
        deciders="rozhodující;rozhodovatelé;rozhodli",
    ),
    "Turkish": Language(
        accepted="kabul edildi;kabul edilmiş;kabul;onaylandı;benimsendi;yürürlükte;uygulandı",
        proposed="önerildi;öneri;önerilen;taslak;tartışılıyor;beklemede;değerlendiriliyor"
        ";onay bekliyor;ertelendi;inceleniyor;kabul edilmeyi bekliyor",
        rejected="reddedildi;reddedilmiş;ret;geri çekildi;kabul edilmedi;onaylanmadı;vazgeçildi",
        deprecated="kullanımdan kaldırıldı;geçersiz;yürürlükten kalktı;iptal edildi;i̇ptal edildi",
        superseded="yerine yenisi geldi;değiştirildi;yerini aldı",
        superseded_by="yerine geçen;yerini alan",
        supersedes="yerine geçtiği;yerini aldığı",
        amends="değiştirdiği",
        amended_by="değiştiren",
        other_relations="tamamladığı/tamamlayan",
        status="durum;durumu;statü",
        tags="etiketler;anahtar kelimeler",
        deciders="karar vericiler;karar verenler",
        by_after="ile değiştirildi;tarafından değiştirildi",
    ),
    "Swedish": Language(
        accepted="accepterad;accepterat;godkänd;godkänt;antagen;antaget;beslutad;beslutat;gäller"
        ";införd;infört;fastställd",
        proposed="föreslagen;föreslaget;förslag;utkast;under diskussion;under arbete;pågående"
        ";väntar;under granskning;uppskjuten;uppskjutet;på remiss",
        rejected="avslagen;avslaget;avvisad;avvisat;förkastad;förkastat;avböjd;indragen;indraget"
        ";tillbakadragen;tillbakadraget;ej godkänd;inte godkänd;inte accepterad",
        deprecated="föråldrad;föråldrat;utfasad;utfasat;upphävd;upphävt;inaktuell;inaktuellt"
        ";gäller inte längre;gäller ej",
        superseded="ersatt",
        superseded_by="ersatt av;ersätts av;upphävd av;upphävd genom",
        supersedes="ersätter;upphäver",
        amends="ändrar",
        amended_by="ändrad av;ändrat av",
        other_relations="kompletterar/kompletterad av;ersätter delvis/delvis ersatt av"
        ";förtydligar/förtydligad av",
        status="status;tillstånd",
        tags="taggar;nyckelord;etiketter",
        deciders="beslutsfattare",
    ),
}


def split_words(expressions: str) -> list[str]:
    """The expressions of a cell of the table."""
    return [expression for expression in expressions.split(";") if expression]
