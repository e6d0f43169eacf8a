//! Language tags, and texts that begin with one: `{lang=de}Guten Tag`.

/// The languages of ISO 639-1 with those withdrawn since, two letters each.
const TWO: &str = "\
    aaabaeafakamanarasavayazbabebgbhbibmbnbobrbscacechcocrcscucvcydadedvdzeeeleneoeseteu\
    fafffifjfofrfygagdglgngugvhahehihohrhthuhyhziaidieigiiikinioisitiuiwjajijvkakgkikjkk\
    klkmknkokrkskukvkwkylalblglilnloltlulvmgmhmimkmlmnmomrmsmtmynanbndnengnlnnnonrnvnyoc\
    ojomorospapiplpsptqurmrnrorurwsascsdsesgshsiskslsmsnsosqsrssstsusvswtatetgthtitktltn\
    totrtstttwtyugukuruzvevivowawoxhyiyozazhzu";
/// The languages of ISO 639-2, bibliographic and terminological, three letters each.
const THREE: &str = "\
    aarabkaceachadaadyafaafhafrainakaakkalbalealgaltamhanganpapaaraarcargarmarnarpartarw\
    asmastathausavaaveawaaymazebadbaibakbalbambanbaqbasbatbejbelbembenberbhobihbikbinbis\
    blabntbodbosbrabrebtkbuabugbulburbyncadcaicarcatcaucebcelceschachbchechgchichkchmchn\
    chochpchrchuchvchycmccnrcopcorcoscpecpfcppcrecrhcrpcsbcuscymczedakdandardaydeldendeu\
    dgrdindivdoidradsbduadumdutdyudzoefiegyekaellelxengenmepoesteuseweewofanfaofasfatfij\
    filfinfiufonfrafrefrmfrofrrfrsfryfulfurgaagaygbagemgeogergezgilglagleglgglvgmhgohgon\
    gorgotgrbgrcgregrngswgujgwihaihathauhawhebherhilhimhinhithmnhmohrvhsbhunhuphyeibaibo\
    iceidoiiiijoikuileiloinaincindineinhipkirairoislitajavjbojpnjprjrbkaakabkackalkamkan\
    karkaskatkaukawkazkbdkhakhikhmkhokikkinkirkmbkokkomkonkorkoskpekrckrlkrokrukuakumkur\
    kutladlahlamlaolatlavlezlimlinlitlollozltzlualublugluilunluolusmacmadmagmahmaimakmal\
    manmaomapmarmasmaymdfmdrmenmgamicminmismkdmkhmlgmltmncmnimnomohmolmonmosmrimsamulmun\
    musmwlmwrmyamynmyvnahnainapnaunavnblndendondsnepnewnianicniunldnnonobnognonnornqonso\
    nubnwcnyanymnynnyonziociojioriormosaossotaotopaapagpalpampanpappaupeoperphiphnplipol\
    ponporprapropusquerajraprarroarohromronrumrunruprussadsagsahsaisalsamsansassatsccscn\
    scoscrselsemsgasgnshnsidsinsiositslaslksloslvsmasmesmismjsmnsmosmssnasndsnksogsomson\
    sotspasqisrdsrnsrpsrrssasswsuksunsussuxswaswesycsyrtahtaitamtatteltemtertettgktgltha\
    tibtigtirtivtkltlhtlitmhtogtontpitsitsntsotuktumtupturtuttvltwityvudmugauigukrumbund\
    urduzbvaivenvievolvotwakwalwarwaswelwenwlnwolxalxhoyaoyapyidyorypkzapzblzenzghzhazho\
    zndzulzunzxxzza";

/// Whether `tag` is a language tag: a language of ISO 639-1 or 639-2 (or `i`, `x`), then parts
/// of up to eight letters or digits.
pub fn is_tag(tag: &str) -> bool {
    let mut parts = tag.split('-');
    let first = parts.next().unwrap_or("");
    let letters = first.bytes().all(|b| b.is_ascii_alphabetic());
    let alone = first.eq_ignore_ascii_case("i") || first.eq_ignore_ascii_case("x");
    let mut count = 0;
    let rest = parts.all(|part| {
        count += 1;
        (1..=8).contains(&part.len()) && part.bytes().all(|b| b.is_ascii_alphanumeric())
    });
    let known = match first.len() {
        2 => is_among(TWO, first),
        3 => is_among(THREE, first) || is_local(first),
        _ => alone && count > 0,
    };
    letters && rest && known
}

fn is_among(codes: &str, code: &str) -> bool {
    codes
        .as_bytes()
        .chunks(code.len())
        .any(|known| known.eq_ignore_ascii_case(code.as_bytes()))
}

/// `qaa` to `qtz` are for local use.
fn is_local(code: &str) -> bool {
    let code = code.to_ascii_lowercase();
    ("qaa"..="qtz").contains(&code.as_str())
}

/// Splits a leading `{lang=…}` off. Gives what follows; `None` if the tag is bad.
pub fn strip(text: &str) -> Option<&str> {
    let Some(rest) = text.strip_prefix("{lang=") else {
        return Some(text);
    };
    let (tag, rest) = rest.split_once('}')?;
    is_tag(tag).then_some(rest)
}
