//! What the service says of itself: `?wsdl` and the schemas `?xsd=xsd0` to `xsd3` (§1 to §3).

use std::sync::Arc;

use axum::Router;
use axum::extract::{RawQuery, State as Shared};
use axum::http::{StatusCode, header};
use axum::response::{IntoResponse, Response};
use axum::routing::get;

use super::contract::{ALL, CREATED, Contract, DOWNLOADED, ENUMS, Kind, STATUS_RESULT};
use super::options::{ActiveTo, Options};
use super::service::{Sim, parameters};
use super::{Operation, PATH};

const SERIALIZATION: &str = "http://schemas.microsoft.com/2003/10/Serialization/";
const ENUM_SPACE: &str = "http://schemas.datacontract.org/2004/07/Signant.Global.Common.Enums";
const SCHEMA: &str = "http://www.w3.org/2001/XMLSchema";

pub(super) fn router(sim: Arc<Sim>) -> Router {
    // What is posted there is the service's affair and does not come here.
    Router::new().route(PATH, get(page)).with_state(sim)
}

async fn page(Shared(sim): Shared<Arc<Sim>>, RawQuery(query): RawQuery) -> Response {
    let options = &sim.options;
    let address = format!("{}{PATH}", sim.origin());
    let text = match query.unwrap_or_default().to_ascii_lowercase().as_str() {
        _ if !options.described => None,
        "wsdl" => Some(wsdl(options, &address)),
        "xsd=xsd0" => Some(wrappers(options, &address)),
        "xsd=xsd1" => Some(guid()),
        "xsd=xsd2" => Some(contracts(options, &address)),
        "xsd=xsd3" => Some(enums()),
        _ => None,
    };
    match text {
        Some(text) => ([(header::CONTENT_TYPE, "text/xml; charset=utf-8")], text).into_response(),
        None => StatusCode::NOT_FOUND.into_response(),
    }
}

fn schema(space: &str, more: &str, inside: &str) -> String {
    format!(
        "<?xml version=\"1.0\" encoding=\"utf-8\"?>\
         <xs:schema elementFormDefault=\"qualified\" targetNamespace=\"{space}\" \
         xmlns:xs=\"{SCHEMA}\" xmlns:tns=\"{space}\" {more}>{inside}</xs:schema>"
    )
}

fn import(address: &str, number: u8, space: &str) -> String {
    format!("<xs:import schemaLocation=\"{address}?xsd=xsd{number}\" namespace=\"{space}\"/>")
}

/// A member as the schema has it.
fn element(name: &str, kind: Kind, model: &str, nillable: bool) -> String {
    let named = match kind {
        Kind::Text => "xs:string".to_owned(),
        Kind::Int => "xs:int".into(),
        Kind::Bool => "xs:boolean".into(),
        Kind::Guid => "ser:guid".into(),
        Kind::Date => "xs:dateTime".into(),
        Kind::Bytes => "xs:base64Binary".into(),
        Kind::Enum(name, _) => format!("e:{name}"),
        Kind::Of(contract) => format!("{model}:{}", contract.name),
        Kind::Many(contract) => format!("{model}:ArrayOf{}", contract.name),
    };
    let is_value = matches!(
        kind,
        Kind::Int | Kind::Bool | Kind::Guid | Kind::Date | Kind::Enum(..)
    );
    let nil = if nillable && !is_value {
        " nillable=\"true\""
    } else {
        ""
    };
    format!("<xs:element minOccurs=\"0\" name=\"{name}\"{nil} type=\"{named}\"/>")
}

fn wrappers(options: &Options, address: &str) -> String {
    let model = &options.model_namespace;
    let mut inside = import(address, 1, SERIALIZATION) + &import(address, 2, model);
    for operation in Operation::CALLED {
        let name = operation.name();
        let members: String = parameters(operation)
            .iter()
            .map(|(member, kind)| {
                let member = match *member {
                    "Posting" => options.posting_parameter.as_str(),
                    other => other,
                };
                element(member, *kind, "m", true)
            })
            .collect();
        let result = result(operation).name;
        inside.push_str(&format!(
            "<xs:element name=\"{name}\"><xs:complexType><xs:sequence>{members}</xs:sequence>\
             </xs:complexType></xs:element>\
             <xs:element name=\"{name}Response\"><xs:complexType><xs:sequence>\
             <xs:element minOccurs=\"0\" name=\"{name}Result\" nillable=\"true\" \
             type=\"m:{result}\"/></xs:sequence></xs:complexType></xs:element>"
        ));
    }
    let more = format!("xmlns:m=\"{model}\" xmlns:ser=\"{SERIALIZATION}\"");
    schema(&options.service_namespace, &more, &inside)
}

fn result(operation: Operation) -> &'static Contract {
    match operation {
        Operation::Create => &CREATED,
        Operation::Status => &STATUS_RESULT,
        _ => &DOWNLOADED,
    }
}

fn contracts(options: &Options, address: &str) -> String {
    let mut inside = import(address, 1, SERIALIZATION) + &import(address, 3, ENUM_SPACE);
    for contract in ALL {
        let name = contract.name;
        let members: String = contract
            .members
            .iter()
            .map(|(member, kind)| {
                let member = match options.active_to {
                    ActiveTo::Short if *member == "ActiveToDateTime" => "ActiveTo",
                    _ => member,
                };
                element(member, *kind, "tns", true)
            })
            .collect();
        inside.push_str(&format!(
            "<xs:complexType name=\"{name}\"><xs:sequence>{members}</xs:sequence></xs:complexType>\
             <xs:element name=\"{name}\" nillable=\"true\" type=\"tns:{name}\"/>\
             <xs:complexType name=\"ArrayOf{name}\"><xs:sequence>\
             <xs:element minOccurs=\"0\" maxOccurs=\"unbounded\" name=\"{name}\" \
             nillable=\"true\" type=\"tns:{name}\"/></xs:sequence></xs:complexType>"
        ));
    }
    let more = format!("xmlns:e=\"{ENUM_SPACE}\" xmlns:ser=\"{SERIALIZATION}\"");
    schema(&options.model_namespace, &more, &inside)
}

fn guid() -> String {
    let pattern = "[\\da-fA-F]{8}-[\\da-fA-F]{4}-[\\da-fA-F]{4}-[\\da-fA-F]{4}-[\\da-fA-F]{12}";
    schema(
        SERIALIZATION,
        "",
        &format!(
            "<xs:simpleType name=\"guid\"><xs:restriction base=\"xs:string\">\
             <xs:pattern value=\"{pattern}\"/></xs:restriction></xs:simpleType>"
        ),
    )
}

fn enums() -> String {
    let mut inside = String::new();
    for kind in ENUMS {
        if let Kind::Enum(name, words) = kind {
            let words: String = words
                .iter()
                .map(|word| format!("<xs:enumeration value=\"{word}\"/>"))
                .collect();
            inside.push_str(&format!(
                "<xs:simpleType name=\"{name}\"><xs:restriction base=\"xs:string\">{words}\
                 </xs:restriction></xs:simpleType>"
            ));
        }
    }
    schema(ENUM_SPACE, "", &inside)
}

fn wsdl(options: &Options, address: &str) -> String {
    let (service, interface) = (&options.service_namespace, &options.interface);
    let imports: String = [
        service.as_str(),
        SERIALIZATION,
        &options.model_namespace,
        ENUM_SPACE,
    ]
    .iter()
    .zip(0_u8..)
    .map(|(space, number)| {
        let location = format!("{address}?xsd=xsd{number}");
        format!("<xsd:import schemaLocation=\"{location}\" namespace=\"{space}\"/>")
    })
    .collect();
    let (mut messages, mut ports, mut bindings) = (String::new(), String::new(), String::new());
    for operation in Operation::CALLED {
        let name = operation.name();
        for (direction, element) in [
            ("Input", name.to_owned()),
            ("Output", format!("{name}Response")),
        ] {
            messages.push_str(&format!(
                "<wsdl:message name=\"{interface}_{name}_{direction}Message\">\
                 <wsdl:part name=\"parameters\" element=\"tns:{element}\"/></wsdl:message>"
            ));
        }
        let action = format!("{service}{interface}/{name}");
        ports.push_str(&format!(
            "<wsdl:operation name=\"{name}\">\
             <wsdl:input wsaw:Action=\"{action}\" message=\"tns:{interface}_{name}_InputMessage\"/>\
             <wsdl:output wsaw:Action=\"{action}Response\" \
             message=\"tns:{interface}_{name}_OutputMessage\"/></wsdl:operation>"
        ));
        bindings.push_str(&format!(
            "<wsdl:operation name=\"{name}\">\
             <soap:operation soapAction=\"{action}\" style=\"document\"/>\
             <wsdl:input><soap:body use=\"literal\"/></wsdl:input>\
             <wsdl:output><soap:body use=\"literal\"/></wsdl:output></wsdl:operation>"
        ));
    }
    let binding = format!("BasicHttpBinding_{interface}");
    format!(
        "<?xml version=\"1.0\" encoding=\"utf-8\"?>\
         <wsdl:definitions name=\"InstantSignatureService\" targetNamespace=\"{service}\" \
         xmlns:wsdl=\"http://schemas.xmlsoap.org/wsdl/\" xmlns:xsd=\"{SCHEMA}\" \
         xmlns:soap=\"http://schemas.xmlsoap.org/wsdl/soap/\" xmlns:tns=\"{service}\" \
         xmlns:wsaw=\"http://www.w3.org/2006/05/addressing/wsdl\">\
         <wsdl:types><xsd:schema targetNamespace=\"{service}Imports\">{imports}</xsd:schema>\
         </wsdl:types>{messages}\
         <wsdl:portType name=\"{interface}\">{ports}</wsdl:portType>\
         <wsdl:binding name=\"{binding}\" type=\"tns:{interface}\">\
         <soap:binding transport=\"http://schemas.xmlsoap.org/soap/http\"/>{bindings}\
         </wsdl:binding>\
         <wsdl:service name=\"InstantSignatureService\">\
         <wsdl:port name=\"{binding}\" binding=\"tns:{binding}\">\
         <soap:address location=\"{address}\"/></wsdl:port></wsdl:service>\
         </wsdl:definitions>"
    )
}
